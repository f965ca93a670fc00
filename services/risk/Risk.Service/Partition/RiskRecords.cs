using System.Buffers;
using Google.Protobuf;
using Mesh.Kernel;
using Mesh.Risk.Domain;
using Mesh.Risk.V1;
using AddBlockListEntry = Mesh.Risk.Domain.AddBlockListEntry;
using BlockListItemType = Mesh.Risk.Domain.BlockListItemType;
using Outcome = Mesh.Risk.Domain.Outcome;
using PaymentSnapshot = Mesh.Risk.Domain.PaymentSnapshot;
using RuleHit = Mesh.Risk.Domain.RuleHit;

namespace Mesh.Risk.Service.Partition;

/// <summary>Turns events into their stored shape and back.</summary>
internal static class RiskRecords
{
    /// <summary>Version of the shapes that are written.</summary>
    public const uint Version = 1;

    public static void Write(RiskEvent happened, IBufferWriter<byte> destination) => ToRecord(happened).WriteTo(destination);

    public static RiskEvent Read(ReadOnlyMemory<byte> stored)
    {
        var record = RiskRecord.Parser.ParseFrom(stored.Span);
        return record.EventCase switch
        {
            RiskRecord.EventOneofCase.PaymentEvaluated => FromRecord(record.Tenant, record.PaymentEvaluated),
            RiskRecord.EventOneofCase.EntryAdded => FromRecord(record.Tenant, record.EntryAdded),
            RiskRecord.EventOneofCase.EntryRemoved => FromRecord(record.Tenant, record.EntryRemoved),
            _ => throw new InvalidDataException("a stored risk event has no known content"),
        };
    }

    private static RiskRecord ToRecord(RiskEvent happened) => happened switch
    {
        PaymentEvaluated evaluated => new RiskRecord { Tenant = evaluated.Tenant, PaymentEvaluated = ToRecord(evaluated) },
        EntryAdded added => new RiskRecord
        {
            Tenant = added.Tenant,
            EntryAdded = new EntryAddedRecord
            {
                RequestId = Bytes(added.Command.RequestId),
                ItemType = (uint)added.Command.ItemType,
                Value = added.Command.Value,
                Reason = added.Command.Reason,
                WasPresent = added.WasPresent,
            },
        },
        EntryRemoved removed => new RiskRecord
        {
            Tenant = removed.Tenant,
            EntryRemoved = new EntryRemovedRecord
            {
                RequestId = Bytes(removed.Command.RequestId),
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
            EvaluationId = Bytes(evaluated.Terms.Id),
            PaymentId = payment.PaymentId,
            CurrencyCode = payment.Currency.Code,
            AmountMinor = payment.AmountMinor,
            CustomerId = payment.CustomerId,
            MerchantId = payment.MerchantId,
            CardFingerprint = payment.CardFingerprint,
            CardBin = payment.CardBin,
            PayerWalletId = payment.PayerWalletId,
            Outcome = (uint)evaluated.Outcome,
            Score = evaluated.Score,
            RuleSetVersion = evaluated.RuleSetVersion,
        };
        record.Hits.AddRange(evaluated.Hits.Select(hit => new RuleHitRecord { Rule = hit.Rule, Points = hit.Points, Reason = hit.Reason }));
        return record;
    }

    private static PaymentEvaluated FromRecord(string tenant, PaymentEvaluatedRecord record)
    {
        var currency = Currency.TryFind(record.CurrencyCode, out var known)
            ? known
            : throw new InvalidDataException($"a stored evaluation is in the unknown currency '{record.CurrencyCode}'");
        var payment = new PaymentSnapshot(
            record.PaymentId,
            currency,
            record.AmountMinor,
            record.CustomerId,
            record.MerchantId,
            record.CardFingerprint,
            record.CardBin,
            record.PayerWalletId);
        return new PaymentEvaluated(
            tenant,
            new EvaluationTerms(Id128.Read(record.EvaluationId.Span), payment),
            (Outcome)record.Outcome,
            record.Score,
            [.. record.Hits.Select(hit => new RuleHit(hit.Rule, hit.Points, hit.Reason))],
            record.RuleSetVersion);
    }

    private static EntryAdded FromRecord(string tenant, EntryAddedRecord record) => new(
        tenant,
        new AddBlockListEntry(tenant, Id128.Read(record.RequestId.Span), (BlockListItemType)record.ItemType, record.Value, record.Reason),
        record.WasPresent);

    private static EntryRemoved FromRecord(string tenant, EntryRemovedRecord record) => new(
        tenant,
        new RemoveBlockListEntry(tenant, Id128.Read(record.RequestId.Span), (BlockListItemType)record.ItemType, record.Value),
        record.WasPresent);

    private static ByteString Bytes(Id128 id)
    {
        var bytes = new byte[Id128.ByteLength];
        id.Write(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
