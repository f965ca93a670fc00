using Google.Protobuf.Collections;
using Mesh.Kernel;
using Mesh.Risk.Domain;
using Mesh.Risk.V1;
using AddBlockListEntry = Mesh.Risk.Domain.AddBlockListEntry;
using BlockListItemType = Mesh.Risk.Domain.BlockListItemType;
using Outcome = Mesh.Risk.Domain.Outcome;
using PaymentSnapshot = Mesh.Risk.Domain.PaymentSnapshot;
using RuleHit = Mesh.Risk.Domain.RuleHit;

namespace Mesh.Risk.Service.Partition;

/// <summary>
/// Reads stored events of every version up to <see cref="RiskRecords.Version"/>. The chain of hashes has shown that the bytes are those
/// that were written, so anything unknown in them was written by newer code and must stop this one.
/// </summary>
internal static class RiskRecordReader
{
    /// <exception cref="InvalidDataException">The event is of a kind or version that this code does not know.</exception>
    public static RiskEvent Read(ReadOnlySpan<byte> stored, uint formatVersion)
    {
        if (formatVersion != RiskRecords.Version)
        {
            throw new InvalidDataException(
                $"Version {formatVersion} of stored risk events is not known; the newest known is {RiskRecords.Version}.");
        }

        var record = RiskRecord.Parser.ParseFrom(stored);
        return record.EventCase switch
        {
            RiskRecord.EventOneofCase.PaymentEvaluated => FromRecord(record.Tenant, record.PaymentEvaluated),
            RiskRecord.EventOneofCase.EntryAdded => FromRecord(record.Tenant, record.EntryAdded),
            RiskRecord.EventOneofCase.EntryRemoved => FromRecord(record.Tenant, record.EntryRemoved),
            _ => throw new InvalidDataException("A stored risk event is of a kind that is not known."),
        };
    }

    private static PaymentEvaluated FromRecord(string tenant, PaymentEvaluatedRecord record)
    {
        var currency = Currency.TryFind(record.CurrencyCode, out var known)
            ? known
            : throw new InvalidDataException($"A stored evaluation is in the unknown currency '{record.CurrencyCode}'.");
        var payment = new PaymentSnapshot(
            new PaymentId(StoredIds.ValueOf(record.PaymentId)),
            currency,
            record.AmountMinor,
            record.CustomerId,
            record.MerchantId,
            StoredIds.LowerHexOf(record.CardFingerprint),
            record.CardBin,
            record.PayerWalletId);
        return new PaymentEvaluated(
            tenant,
            new EvaluationTerms(new Id128(StoredIds.ValueOf(record.EvaluationId)), payment),
            (Outcome)record.Outcome,
            record.Score,
            FromRecords(record.Hits),
            record.RuleSetVersion);
    }

    // Most evaluations have no hits: all of those share one empty array.
    private static RuleHit[] FromRecords(RepeatedField<RuleHitRecord> records)
    {
        if (records.Count == 0)
        {
            return [];
        }

        var hits = new RuleHit[records.Count];
        for (var index = 0; index < hits.Length; index++)
        {
            hits[index] = new RuleHit(records[index].Rule, records[index].Points, records[index].Reason);
        }

        return hits;
    }

    private static EntryAdded FromRecord(string tenant, EntryAddedRecord record) => new(
        tenant,
        new AddBlockListEntry(
            tenant,
            new Id128(StoredIds.ValueOf(record.RequestId)),
            (BlockListItemType)record.ItemType,
            record.Value,
            record.Reason));

    private static EntryRemoved FromRecord(string tenant, EntryRemovedRecord record) => new(
        tenant,
        new RemoveBlockListEntry(
            tenant, new Id128(StoredIds.ValueOf(record.RequestId)), (BlockListItemType)record.ItemType, record.Value),
        record.WasPresent);
}
