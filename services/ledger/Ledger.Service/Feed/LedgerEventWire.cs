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
            EventTime = LedgerWire.ToWire(happened.TimeOf(record.Time.PlusNanos(index))),
            Restored = happened.RestoredTime != default,
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
            case RestoreFinished:
                wire.RestoreFinished = new V1.RestoreFinished();
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
        DebitsMustNotExceedCredits = terms.Limit == BalanceLimit.DebitsMustNotExceedCredits,
        CreditsMustNotExceedDebits = terms.Limit == BalanceLimit.CreditsMustNotExceedDebits,
        OverdraftLimit = terms.OverdraftLimit == 0 ? null : LedgerWire.ToWire(terms.OverdraftLimit),
        History = terms.KeepsHistory,
    };

    /// <summary>Converts an applied update.</summary>
    public static V1.AccountUpdated ToWire(AccountUpdated updated)
    {
        var terms = updated.Terms;
        var wire = new V1.AccountUpdated
        {
            UpdateId = terms.Id.ToString(),
            AccountId = terms.AccountId.ToString(),
            Version = updated.Version,
            ExpectedVersion = terms.ExpectedVersion,
            Metadata = ToWire(terms.Metadata),
        };
        if (terms.IsFrozen is { } isFrozen)
        {
            wire.Frozen = isFrozen;
        }

        if (terms.IsClosed is { } isClosed)
        {
            wire.Closed = isClosed;
        }

        return wire;
    }

    private static V1.AccountUpdateRefused ToWire(AccountUpdateRefused refused)
    {
        var terms = refused.Terms;
        var wire = new V1.AccountUpdateRefused
        {
            UpdateId = terms.Id.ToString(),
            AccountId = terms.AccountId.ToString(),
            Reason = WireNames.Of(refused.Status),
            ExpectedVersion = terms.ExpectedVersion,
            Metadata = ToWire(terms.Metadata),
        };
        if (terms.IsFrozen is { } isFrozen)
        {
            wire.Frozen = isFrozen;
        }

        if (terms.IsClosed is { } isClosed)
        {
            wire.Closed = isClosed;
        }

        return wire;
    }

    private static V1.AccountMetadata? ToWire(Metadata? metadata) =>
        metadata is null ? null : new V1.AccountMetadata { Entries = { MetadataWire.ToWire(metadata) } };

    private static V1.TransferCreated ToWire(TransferApplied applied)
    {
        var wire = ToWire(applied.Terms);
        wire.DebitAccountId = applied.DebitAccountId.ToString();
        wire.CreditAccountId = applied.CreditAccountId.ToString();
        wire.Amount = LedgerWire.ToWire(applied.Amount);
        wire.Released = LedgerWire.ToWire(applied.Released);
        wire.AskedAmount = applied.Terms.Has(TransferFlags.BalancingDebit | TransferFlags.BalancingCredit)
            ? LedgerWire.ToWire(applied.Terms.Amount)
            : null;
        return wire;
    }

    private static V1.TransferCreated ToWire(TransferTerms terms) => new()
    {
        TransferId = terms.Id.ToString(),
        DebitAccountId = LedgerWire.OptionalText(terms.DebitAccountId),
        CreditAccountId = LedgerWire.OptionalText(terms.CreditAccountId),
        Amount = LedgerWire.ToWire(terms.Amount),
        PendingId = LedgerWire.OptionalText(terms.PendingId),
        Kind = WireNames.Of(terms.Kind),
        ExternalReference = terms.ExternalReference,
        ReversesId = LedgerWire.OptionalText(terms.ReversesId),
        Code = (uint)terms.Code,
        EffectiveTime = terms.EffectiveTime is { } effective ? LedgerWire.ToWire(effective) : null,
        Metadata = { MetadataWire.ToWire(terms.Metadata) },
        ExchangeRate = ExchangeWire.ToWire(terms.Exchange),
        CreateTime = terms.ImportTime is { } time ? LedgerWire.ToWire(time) : null,
        Linked = terms.IsLinked,
        BalancingDebit = terms.Has(TransferFlags.BalancingDebit),
        BalancingCredit = terms.Has(TransferFlags.BalancingCredit),
        ClosingDebit = terms.Has(TransferFlags.ClosingDebit),
        ClosingCredit = terms.Has(TransferFlags.ClosingCredit),
        Final = terms.Final,
        TimeoutSeconds = terms.TimeoutSeconds,
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
        Asked = ToWire(refused.Terms),
    };
}
