using System.Diagnostics;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Endpoints;

namespace Mesh.Ledger.Service.Feed;

/// <summary>Events as the world sees them: in ListEvents and on the topic.</summary>
internal static class LedgerEventWire
{
    /// <summary>Converts one event of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="index">Place of the event in it, from 0.</param>
    public static V1.LedgerEvent ToWire(CommittedRecord<LedgerEvent> record, int index)
    {
        var happened = record.Events[index];
        var wire = new V1.LedgerEvent
        {
            Partition = (uint)record.Partition,
            Sequence = record.Sequence,
            Index = (uint)index,
            EventTime = LedgerWire.ToWire(record.Time.PlusNanos(index)),
            Book = happened.Book,
        };
        switch (happened)
        {
            case AccountCreated created:
                wire.AccountCreated = ToWire(created.Terms, created.AssetScale);
                break;
            case AssetCreated created:
                wire.AssetCreated = ToWire(created.Terms);
                break;
            case AccountUpdated updated:
                wire.AccountUpdated = ToWire(updated);
                break;
            case AccountUpdateRefused refused:
                wire.AccountUpdateRefused = ToWire(refused);
                break;
            case TransferApplied applied:
                wire.TransferCreated = ToWire(applied);
                break;
            case TransferRefused refused:
                wire.TransferRefused = ToWire(refused);
                break;
            case HoldExpired expired:
                wire.HoldExpired = ToWire(expired);
                break;
            default:
                throw new UnreachableException($"{happened.GetType().Name} is not an event of the ledger.");
        }

        return wire;
    }

    private static V1.AssetCreated ToWire(AssetTerms terms) => new()
    {
        Code = terms.Code,
        Scale = (uint)terms.Scale,
        ExternalReference = terms.ExternalReference,
    };

    private static V1.AccountCreated ToWire(AccountTerms terms, int assetScale) => new()
    {
        AssetScale = (uint)assetScale,
        CreateTime = terms.ImportTime is { } time ? LedgerWire.ToWire(time) : null,
        AccountId = terms.Id.ToString(),
        Asset = terms.Asset,
        ExternalReference = terms.ExternalReference,
        Type = WireNames.Of(terms.Type),
        Code = (uint)terms.Code,
    };

    private static V1.AccountUpdated ToWire(AccountUpdated updated)
    {
        var wire = new V1.AccountUpdated
        {
            UpdateId = updated.Terms.Id.ToString(),
            AccountId = updated.Terms.AccountId.ToString(),
            Version = updated.Version,
        };
        if (updated.Terms.IsFrozen is { } isFrozen)
        {
            wire.Frozen = isFrozen;
        }

        if (updated.Terms.IsClosed is { } isClosed)
        {
            wire.Closed = isClosed;
        }

        wire.Metadata = updated.Terms.Metadata is { } metadata
            ? new V1.AccountMetadata { Entries = { MetadataWire.ToWire(metadata) } }
            : null;
        return wire;
    }

    private static V1.AccountUpdateRefused ToWire(AccountUpdateRefused refused) => new()
    {
        UpdateId = refused.Terms.Id.ToString(),
        AccountId = refused.Terms.AccountId.ToString(),
        Reason = WireNames.Of(refused.Status),
    };

    private static V1.TransferCreated ToWire(TransferApplied applied) => new()
    {
        TransferId = applied.Terms.Id.ToString(),
        DebitAccountId = applied.DebitAccountId.ToString(),
        CreditAccountId = applied.CreditAccountId.ToString(),
        Amount = LedgerWire.ToWire(applied.Amount),
        PendingId = LedgerWire.OptionalText(applied.Terms.PendingId),
        Kind = WireNames.Of(applied.Terms.Kind),
        ExternalReference = applied.Terms.ExternalReference,
        ReversesId = LedgerWire.OptionalText(applied.Terms.ReversesId),
        Released = LedgerWire.ToWire(applied.Released),
        Code = (uint)applied.Terms.Code,
        EffectiveTime = applied.Terms.EffectiveTime is { } effective ? LedgerWire.ToWire(effective) : null,
        Metadata = { MetadataWire.ToWire(applied.Terms.Metadata) },
        ExchangeRate = ExchangeWire.ToWire(applied.Terms.Exchange),
        CreateTime = applied.Terms.ImportTime is { } time ? LedgerWire.ToWire(time) : null,
    };

    private static V1.HoldExpired ToWire(HoldExpired expired) => new()
    {
        TransferId = expired.PendingId.ToString(),
        DebitAccountId = expired.DebitAccountId.ToString(),
        CreditAccountId = expired.CreditAccountId.ToString(),
        Amount = LedgerWire.ToWire(expired.Released),
    };

    private static V1.TransferRefused ToWire(TransferRefused refused) => new()
    {
        TransferId = refused.Terms.Id.ToString(),
        Reason = WireNames.Of(refused.Status),
        ExternalReference = refused.Terms.ExternalReference,
    };
}
