using System.Buffers;
using Google.Protobuf;
using Mesh.Risk.Domain;
using Mesh.Risk.V1;

namespace Mesh.Risk.Service.Partition;

/// <summary>Writes events in their stored shape, <c>risk_records.proto</c>; <see cref="RiskRecordReader"/> reads them.</summary>
internal static class RiskRecords
{
    /// <summary>Version of the shapes that are written.</summary>
    public const uint Version = 1;

    public static void Write(RiskEvent happened, IBufferWriter<byte> destination) => ToRecord(happened).WriteTo(destination);

    private static RiskRecord ToRecord(RiskEvent happened) => happened switch
    {
        PaymentEvaluated evaluated => new RiskRecord { Tenant = evaluated.Tenant, PaymentEvaluated = ToRecord(evaluated) },
        EntryAdded added => new RiskRecord
        {
            Tenant = added.Tenant,
            EntryAdded = new EntryAddedRecord
            {
                RequestId = StoredIds.BytesOf(added.Command.RequestId.Value),
                ItemType = (uint)added.Command.ItemType,
                Value = added.Command.Value,
                Reason = added.Command.Reason,
            },
        },
        EntryRemoved removed => new RiskRecord
        {
            Tenant = removed.Tenant,
            EntryRemoved = new EntryRemovedRecord
            {
                RequestId = StoredIds.BytesOf(removed.Command.RequestId.Value),
                ItemType = (uint)removed.Command.ItemType,
                Value = removed.Command.Value,
                WasPresent = removed.WasPresent,
            },
        },
        _ => throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is not an event of risk."),
    };

    private static PaymentEvaluatedRecord ToRecord(PaymentEvaluated evaluated)
    {
        var payment = evaluated.Terms.Payment;
        var record = new PaymentEvaluatedRecord
        {
            EvaluationId = StoredIds.BytesOf(evaluated.Terms.Id.Value),
            PaymentId = StoredIds.BytesOf(payment.PaymentId.Value),
            CurrencyCode = payment.Currency.Code,
            AmountMinor = payment.AmountMinor,
            CustomerId = payment.CustomerId,
            MerchantId = payment.MerchantId,
            CardFingerprint = StoredIds.BytesOf(payment.CardFingerprint),
            CardBin = payment.CardBin,
            PayerWalletId = payment.PayerWalletId,
            Outcome = (uint)evaluated.Outcome,
            Score = evaluated.Score,
            RuleSetVersion = evaluated.RuleSetVersion,
        };
        foreach (var hit in evaluated.Hits)
        {
            record.Hits.Add(new RuleHitRecord { Rule = hit.Rule, Points = hit.Points, Reason = hit.Reason });
        }

        return record;
    }
}
