using System.Buffers;
using System.Diagnostics;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.V1;
using AccountCreated = Mesh.Ledger.Domain.AccountCreated;
using ExchangeRate = Mesh.Ledger.Domain.ExchangeRate;
using AssetCreated = Mesh.Ledger.Domain.AssetCreated;
using AccountUpdate = Mesh.Ledger.Domain.AccountUpdate;
using AccountUpdateRefused = Mesh.Ledger.Domain.AccountUpdateRefused;
using AccountUpdated = Mesh.Ledger.Domain.AccountUpdated;
using RestoreFinished = Mesh.Ledger.Domain.RestoreFinished;
using LedgerEvent = Mesh.Ledger.Domain.LedgerEvent;
using HoldExpired = Mesh.Ledger.Domain.HoldExpired;
using TransferKind = Mesh.Ledger.Domain.TransferKind;
using TransferRefused = Mesh.Ledger.Domain.TransferRefused;

namespace Mesh.Ledger.Service.Partition;

/// <summary>Writes events in their stored shape, <c>ledger_records.proto</c>; <see cref="LedgerRecordReader"/> reads them.</summary>
internal static class LedgerRecords
{
    /// <summary>
    /// Version of the shapes that are written. 1 was never released: it had other numbers for refusals, and code that knows only it would
    /// take a balancing transfer for a plain one.
    /// </summary>
    public const uint Version = 2;

    /// <summary>In the flags of a stored account.</summary>
    public const uint KeepsHistoryBit = 1;

    // Everything but the longest texts: five identifiers or the code of an asset, ten 64-bit numbers, small numbers, tags, lengths.
    private const int FixedBytesMax = 256;

    /// <summary>
    /// What the balances of two accounts that keep history add to an event at most: eight 64-bit numbers each, with tags and lengths.
    /// </summary>
    public const int BalancesBytesMax = 2 * (2 + 8 * 11);

    private const int Utf8BytesPerCharacterMax = 3;

    // Tags and lengths of one entry.
    private const int MetadataFrameBytes = 8;

    /// <summary>True when the terms do not name the accounts, so that the event of an applied transfer keeps them.</summary>
    public static bool KeepsAccounts(TransferTerms terms) =>
        terms.Kind is TransferKind.Post or TransferKind.Void or TransferKind.Reverse;

    /// <summary>True when the terms do not say what was moved, so that the event keeps it; a void says it as released.</summary>
    public static bool KeepsAmount(TransferTerms terms) =>
        terms.Kind == TransferKind.Reverse || terms.Has(TransferFlags.BalancingDebit | TransferFlags.BalancingCredit);

    public static void Write(LedgerEvent happened, IBufferWriter<byte> destination)
    {
        var writer = new RecordWriter(destination.GetSpan(BytesMax(happened)));
        writer.WriteText(LedgerRecord.BookFieldNumber, happened.Book);
        writer.WriteNumber(LedgerRecord.RestoredTimeNanosFieldNumber, (ulong)happened.RestoredTime.UnixNanos);
        switch (happened)
        {
            case AccountCreated created:
                Write(ref writer, created);
                break;
            case AssetCreated created:
                Write(ref writer, created.Terms);
                break;
            case AccountUpdated updated:
                Write(ref writer, updated);
                break;
            case AccountUpdateRefused refused:
                Write(ref writer, refused);
                break;
            case TransferApplied applied:
                Write(ref writer, applied);
                break;
            case TransferRefused refused:
                Write(ref writer, refused);
                break;
            case HoldExpired expired:
                Write(ref writer, expired);
                break;
            case RestoreFinished:
                writer.EndMessage(writer.BeginMessage(LedgerRecord.RestoreFinishedFieldNumber));
                break;
            default:
                throw new UnreachableException($"{happened.GetType().Name} is not an event of the ledger.");
        }

        destination.Advance(writer.ByteLength);
    }

    private static int BytesMax(LedgerEvent happened)
    {
        var (reference, metadata) = happened switch
        {
            AssetCreated created => (created.Terms.ExternalReference, Metadata.Empty),
            AccountCreated created => (created.Terms.ExternalReference, Metadata.Empty),
            AccountUpdated updated => ("", updated.Terms.Metadata ?? Metadata.Empty),
            AccountUpdateRefused refused => ("", refused.Terms.Metadata ?? Metadata.Empty),
            TransferApplied applied => (applied.Terms.ExternalReference, applied.Terms.Metadata),
            TransferRefused refused => (refused.Terms.ExternalReference, refused.Terms.Metadata),
            _ => ("", Metadata.Empty),
        };
        return FixedBytesMax + BalancesBytesMax + (happened.Book.Length + reference.Length) * Utf8BytesPerCharacterMax
            + metadata.Utf8Length + metadata.Entries.Count * MetadataFrameBytes;
    }

    private static void Write(ref RecordWriter writer, AssetTerms terms)
    {
        var start = writer.BeginMessage(LedgerRecord.AssetCreatedFieldNumber);
        writer.WriteText(AssetCreatedRecord.CodeFieldNumber, terms.Code);
        writer.WriteNumber(AssetCreatedRecord.ScaleFieldNumber, (ulong)terms.Scale);
        writer.WriteText(AssetCreatedRecord.ExternalReferenceFieldNumber, terms.ExternalReference);
        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, AccountCreated created)
    {
        var terms = created.Terms;
        var start = writer.BeginMessage(LedgerRecord.AccountCreatedFieldNumber);
        writer.WriteId(AccountCreatedRecord.IdFieldNumber, terms.Id);
        writer.WriteText(AccountCreatedRecord.AssetFieldNumber, terms.Asset);
        writer.WriteNumber(AccountCreatedRecord.TypeFieldNumber, (ulong)terms.Type);
        writer.WriteNumber(AccountCreatedRecord.CodeFieldNumber, (ulong)terms.Code);
        writer.WriteNumber(AccountCreatedRecord.LimitFieldNumber, (ulong)terms.Limit);
        writer.WriteText(AccountCreatedRecord.ExternalReferenceFieldNumber, terms.ExternalReference);
        writer.WriteNumber(AccountCreatedRecord.OverdraftLimitLowFieldNumber, Low(terms.OverdraftLimit));
        writer.WriteNumber(AccountCreatedRecord.OverdraftLimitHighFieldNumber, High(terms.OverdraftLimit));
        writer.WriteNumber(AccountCreatedRecord.FlagsFieldNumber, terms.KeepsHistory ? KeepsHistoryBit : 0UL);
        writer.WriteNumber(AccountCreatedRecord.AssetScaleFieldNumber, (ulong)created.AssetScale);
        writer.WriteNumber(AccountCreatedRecord.ImportTimeNanosFieldNumber, Nanos(terms.ImportTime));
        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, AccountUpdated updated)
    {
        var start = writer.BeginMessage(LedgerRecord.AccountUpdatedFieldNumber);
        Write(ref writer, AccountUpdatedRecord.TermsFieldNumber, updated.Terms);
        writer.WriteNumber(AccountUpdatedRecord.VersionFieldNumber, updated.Version);
        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, AccountUpdateRefused refused)
    {
        var start = writer.BeginMessage(LedgerRecord.AccountUpdateRefusedFieldNumber);
        Write(ref writer, AccountUpdateRefusedRecord.TermsFieldNumber, refused.Terms);
        writer.WriteNumber(AccountUpdateRefusedRecord.StatusFieldNumber, (ulong)refused.Status);
        writer.WriteNumber(AccountUpdateRefusedRecord.VersionFieldNumber, refused.Version);
        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, int field, AccountUpdate terms)
    {
        var start = writer.BeginMessage(field);
        writer.WriteId(AccountUpdateTermsRecord.IdFieldNumber, terms.Id);
        writer.WriteId(AccountUpdateTermsRecord.AccountIdFieldNumber, terms.AccountId);
        writer.WriteNumber(AccountUpdateTermsRecord.ExpectedVersionFieldNumber, terms.ExpectedVersion);
        writer.WriteNumber(AccountUpdateTermsRecord.FrozenFieldNumber, Choice(terms.IsFrozen));
        writer.WriteNumber(AccountUpdateTermsRecord.ClosedFieldNumber, Choice(terms.IsClosed));
        writer.WriteNumber(AccountUpdateTermsRecord.ReplacesMetadataFieldNumber, terms.Metadata is null ? 0UL : 1UL);
        Write(ref writer, AccountUpdateTermsRecord.MetadataFieldNumber, terms.Metadata ?? Metadata.Empty);
        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, TransferApplied applied)
    {
        var start = writer.BeginMessage(LedgerRecord.TransferAppliedFieldNumber);
        Write(ref writer, TransferAppliedRecord.TermsFieldNumber, applied.Terms);
        if (KeepsAccounts(applied.Terms))
        {
            writer.WriteId(TransferAppliedRecord.DebitAccountIdFieldNumber, applied.DebitAccountId);
            writer.WriteId(TransferAppliedRecord.CreditAccountIdFieldNumber, applied.CreditAccountId);
            writer.WriteNumber(TransferAppliedRecord.ReleasedLowFieldNumber, Low(applied.Released));
            writer.WriteNumber(TransferAppliedRecord.ReleasedHighFieldNumber, High(applied.Released));
        }

        if (KeepsAmount(applied.Terms))
        {
            writer.WriteNumber(TransferAppliedRecord.AmountLowFieldNumber, Low(applied.Amount));
            writer.WriteNumber(TransferAppliedRecord.AmountHighFieldNumber, High(applied.Amount));
        }

        Write(ref writer, TransferAppliedRecord.DebitAfterFieldNumber, applied.After?.Debit);
        Write(ref writer, TransferAppliedRecord.CreditAfterFieldNumber, applied.After?.Credit);
        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, HoldExpired expired)
    {
        var start = writer.BeginMessage(LedgerRecord.HoldExpiredFieldNumber);
        writer.WriteId(HoldExpiredRecord.PendingIdFieldNumber, expired.PendingId);
        writer.WriteId(HoldExpiredRecord.DebitAccountIdFieldNumber, expired.DebitAccountId);
        writer.WriteId(HoldExpiredRecord.CreditAccountIdFieldNumber, expired.CreditAccountId);
        writer.WriteNumber(HoldExpiredRecord.ReleasedLowFieldNumber, Low(expired.Released));
        writer.WriteNumber(HoldExpiredRecord.ReleasedHighFieldNumber, High(expired.Released));
        Write(ref writer, HoldExpiredRecord.DebitAfterFieldNumber, expired.After?.Debit);
        Write(ref writer, HoldExpiredRecord.CreditAfterFieldNumber, expired.After?.Credit);
        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, TransferRefused refused)
    {
        var start = writer.BeginMessage(LedgerRecord.TransferRefusedFieldNumber);
        Write(ref writer, TransferRefusedRecord.TermsFieldNumber, refused.Terms);
        writer.WriteNumber(TransferRefusedRecord.StatusFieldNumber, (ulong)refused.Status);
        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, int field, TransferTerms terms)
    {
        var start = writer.BeginMessage(field);
        writer.WriteId(TransferTermsRecord.IdFieldNumber, terms.Id);
        writer.WriteNumber(TransferTermsRecord.KindFieldNumber, (ulong)terms.Kind);
        writer.WriteId(TransferTermsRecord.DebitAccountIdFieldNumber, terms.DebitAccountId);
        writer.WriteId(TransferTermsRecord.CreditAccountIdFieldNumber, terms.CreditAccountId);
        writer.WriteNumber(TransferTermsRecord.AmountLowFieldNumber, Low(terms.Amount));
        writer.WriteNumber(TransferTermsRecord.AmountHighFieldNumber, High(terms.Amount));
        writer.WriteId(TransferTermsRecord.PendingIdFieldNumber, terms.PendingId);
        writer.WriteNumber(TransferTermsRecord.FinalFieldNumber, terms.Final ? 1UL : 0UL);
        writer.WriteNumber(TransferTermsRecord.CodeFieldNumber, (ulong)terms.Code);
        writer.WriteText(TransferTermsRecord.ExternalReferenceFieldNumber, terms.ExternalReference);
        writer.WriteNumber(TransferTermsRecord.FlagsFieldNumber, (ulong)terms.Flags);
        writer.WriteNumber(TransferTermsRecord.TimeoutSecondsFieldNumber, terms.TimeoutSeconds);
        writer.WriteId(TransferTermsRecord.ReversesIdFieldNumber, terms.ReversesId);
        writer.WriteNumber(TransferTermsRecord.EffectiveTimeNanosFieldNumber, Nanos(terms.EffectiveTime));
        Write(ref writer, TransferTermsRecord.MetadataFieldNumber, terms.Metadata);
        writer.WriteNumber(TransferTermsRecord.ImportTimeNanosFieldNumber, Nanos(terms.ImportTime));
        if (terms.Exchange is { } rate)
        {
            Write(ref writer, rate);
        }

        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, ExchangeRate rate)
    {
        var start = writer.BeginMessage(TransferTermsRecord.ExchangeRateFieldNumber);
        writer.WriteNumber(ExchangeRateRecord.NumeratorFieldNumber, rate.Numerator);
        writer.WriteNumber(ExchangeRateRecord.DenominatorFieldNumber, rate.Denominator);
        writer.WriteNumber(ExchangeRateRecord.RoundingFieldNumber, (ulong)rate.Rounding);
        writer.EndMessage(start);
    }

    private static void Write(ref RecordWriter writer, int field, Metadata metadata)
    {
        foreach (var (key, value) in metadata.Entries)
        {
            var start = writer.BeginMessage(field);
            writer.WriteText(MetadataEntryRecord.KeyFieldNumber, key);
            writer.WriteText(MetadataEntryRecord.ValueFieldNumber, value);
            writer.EndMessage(start);
        }
    }

    private static void Write(ref RecordWriter writer, int field, Balances? after)
    {
        if (after is not { } balances)
        {
            return;
        }

        var start = writer.BeginMessage(field);
        writer.WriteNumber(BalancesRecord.DebitsPostedLowFieldNumber, Low(balances.DebitsPosted));
        writer.WriteNumber(BalancesRecord.DebitsPostedHighFieldNumber, High(balances.DebitsPosted));
        writer.WriteNumber(BalancesRecord.CreditsPostedLowFieldNumber, Low(balances.CreditsPosted));
        writer.WriteNumber(BalancesRecord.CreditsPostedHighFieldNumber, High(balances.CreditsPosted));
        writer.WriteNumber(BalancesRecord.DebitsPendingLowFieldNumber, Low(balances.DebitsPending));
        writer.WriteNumber(BalancesRecord.DebitsPendingHighFieldNumber, High(balances.DebitsPending));
        writer.WriteNumber(BalancesRecord.CreditsPendingLowFieldNumber, Low(balances.CreditsPending));
        writer.WriteNumber(BalancesRecord.CreditsPendingHighFieldNumber, High(balances.CreditsPending));
        writer.EndMessage(start);
    }

    private static ulong Nanos(Moment? time) => (ulong)(time?.UnixNanos ?? 0);

    private static ulong Choice(bool? isSet) => isSet switch { null => 0, true => 1, false => 2 };

    private static ulong Low(UInt128 value) => (ulong)(value & ulong.MaxValue);

    private static ulong High(UInt128 value) => (ulong)(value >> 64);
}
