using Google.Protobuf;
using Google.Protobuf.Collections;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.V1;
using AccountCreated = Mesh.Ledger.Domain.AccountCreated;
using ExchangeRate = Mesh.Ledger.Domain.ExchangeRate;
using Rounding = Mesh.Ledger.Domain.Rounding;
using AssetCreated = Mesh.Ledger.Domain.AssetCreated;
using AccountUpdate = Mesh.Ledger.Domain.AccountUpdate;
using AccountUpdateRefused = Mesh.Ledger.Domain.AccountUpdateRefused;
using AccountUpdated = Mesh.Ledger.Domain.AccountUpdated;
using AccountType = Mesh.Ledger.Domain.AccountType;
using RestoreFinished = Mesh.Ledger.Domain.RestoreFinished;
using LedgerEvent = Mesh.Ledger.Domain.LedgerEvent;
using HoldExpired = Mesh.Ledger.Domain.HoldExpired;
using TransferKind = Mesh.Ledger.Domain.TransferKind;
using TransferRefused = Mesh.Ledger.Domain.TransferRefused;

namespace Mesh.Ledger.Service.Partition;

/// <summary>
/// Reads stored events of <see cref="LedgerRecords.Version"/>, the only version that there ever was outside of development. The chain of
/// hashes has shown that the bytes are those that were written, so anything unknown in them was written by newer code and must stop this.
/// </summary>
internal static class LedgerRecordReader
{
    /// <exception cref="InvalidDataException">The event is of a kind or version that this code does not know.</exception>
    public static LedgerEvent Read(ReadOnlySpan<byte> stored, uint formatVersion)
    {
        if (formatVersion != LedgerRecords.Version)
        {
            throw new InvalidDataException(
                $"Version {formatVersion} of stored ledger events is not known; this code reads version {LedgerRecords.Version}.");
        }

        var record = LedgerRecord.Parser.ParseFrom(stored);
        var happened = Event(record);
        return record.RestoredTimeNanos == 0 ? happened : happened with { RestoredTime = new Moment((long)record.RestoredTimeNanos) };
    }

    private static LedgerEvent Event(LedgerRecord record) => record.EventCase switch
    {
        LedgerRecord.EventOneofCase.AccountCreated => new AccountCreated(
            record.Book, Terms(record.AccountCreated), (int)record.AccountCreated.AssetScale),
        LedgerRecord.EventOneofCase.AssetCreated => new AssetCreated(record.Book, Terms(record.AssetCreated)),
        LedgerRecord.EventOneofCase.AccountUpdated => new AccountUpdated(
            record.Book, Terms(record.AccountUpdated.Terms), record.AccountUpdated.Version),
        LedgerRecord.EventOneofCase.AccountUpdateRefused => new AccountUpdateRefused(
            record.Book,
            Terms(record.AccountUpdateRefused.Terms),
            (AccountUpdateStatus)record.AccountUpdateRefused.Status,
            record.AccountUpdateRefused.Version),
        LedgerRecord.EventOneofCase.TransferApplied => Applied(record.Book, record.TransferApplied),
        LedgerRecord.EventOneofCase.TransferRefused => new TransferRefused(
            record.Book, Terms(record.TransferRefused.Terms), (TransferStatus)record.TransferRefused.Status),
        LedgerRecord.EventOneofCase.HoldExpired => Expired(record.Book, record.HoldExpired),
        LedgerRecord.EventOneofCase.RestoreFinished => new RestoreFinished(record.Book),
        _ => throw new InvalidDataException("A stored ledger event is of a kind that is not known."),
    };

    private static AssetTerms Terms(AssetCreatedRecord record) => new(Asset(record.Code), (int)record.Scale, record.ExternalReference);

    private static AccountTerms Terms(AccountCreatedRecord record) => new(
        Id(record.Id),
        Asset(record.Asset),
        (AccountType)record.Type,
        (int)record.Code,
        (BalanceLimit)record.Limit,
        record.ExternalReference)
    {
        OverdraftLimit = new UInt128(record.OverdraftLimitHigh, record.OverdraftLimitLow),
        KeepsHistory = (record.Flags & LedgerRecords.KeepsHistoryBit) != 0,
        ImportTime = Time(record.ImportTimeNanos),
    };

    private static AccountUpdate Terms(AccountUpdateTermsRecord record) => new(
        Id(record.Id), Id(record.AccountId), record.ExpectedVersion, Choice(record.Frozen), Choice(record.Closed))
    {
        Metadata = record.ReplacesMetadata ? MetadataOf(record.Metadata) : null,
    };

    private static TransferTerms Terms(TransferTermsRecord record) => new(
        Id(record.Id),
        (TransferKind)record.Kind,
        Id(record.DebitAccountId),
        Id(record.CreditAccountId),
        new UInt128(record.AmountHigh, record.AmountLow),
        Id(record.PendingId),
        record.Final,
        (int)record.Code,
        record.ExternalReference)
    {
        Flags = (TransferFlags)record.Flags,
        TimeoutSeconds = record.TimeoutSeconds,
        ReversesId = Id(record.ReversesId),
        EffectiveTime = Time(record.EffectiveTimeNanos),
        ImportTime = Time(record.ImportTimeNanos),
        Metadata = MetadataOf(record.Metadata),
        Exchange = record.ExchangeRate is { } rate
            ? new ExchangeRate(rate.Numerator, rate.Denominator, (Rounding)rate.Rounding)
            : null,
    };

    private static HoldExpired Expired(string book, HoldExpiredRecord record) => new(
        book,
        Id(record.PendingId),
        Id(record.DebitAccountId),
        Id(record.CreditAccountId),
        new UInt128(record.ReleasedHigh, record.ReleasedLow))
    {
        After = After(record.DebitAfter, record.CreditAfter),
    };

    private static TransferApplied Applied(string book, TransferAppliedRecord record)
    {
        var terms = Terms(record.Terms);
        var released = new UInt128(record.ReleasedHigh, record.ReleasedLow);
        var amount = terms.Kind == TransferKind.Void ? released
            : LedgerRecords.KeepsAmount(terms) ? new UInt128(record.AmountHigh, record.AmountLow)
            : terms.Amount;
        var applied = LedgerRecords.KeepsAccounts(terms)
            ? new TransferApplied(book, terms, Id(record.DebitAccountId), Id(record.CreditAccountId), amount, released)
            : new TransferApplied(book, terms, terms.DebitAccountId, terms.CreditAccountId, amount, Released: 0);
        return After(record.DebitAfter, record.CreditAfter) is { } after ? applied with { After = after } : applied;
    }

    private static BalancesAfter? After(BalancesRecord? debit, BalancesRecord? credit) =>
        debit is null && credit is null ? null : new BalancesAfter(BalancesOf(debit), BalancesOf(credit));

    private static Balances? BalancesOf(BalancesRecord? stored) => stored is null ? null : new Balances(
        new UInt128(stored.DebitsPostedHigh, stored.DebitsPostedLow),
        new UInt128(stored.CreditsPostedHigh, stored.CreditsPostedLow),
        new UInt128(stored.DebitsPendingHigh, stored.DebitsPendingLow),
        new UInt128(stored.CreditsPendingHigh, stored.CreditsPendingLow));

    private static Metadata MetadataOf(RepeatedField<MetadataEntryRecord> stored) => stored.Count == 0
        ? Metadata.Empty
        : Metadata.Of(stored.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));

    private static Moment? Time(ulong nanos) => nanos == 0 ? null : new Moment((long)nanos);

    private static bool? Choice(uint stored) => stored switch { 0 => null, 1 => true, _ => false };

    private static Id128 Id(ByteString bytes) => bytes.IsEmpty ? default : Id128.Read(bytes.Span);

    /// <summary>One string an asset, however many accounts hold it.</summary>
    private static string Asset(string stored) => Currency.TryFind(stored, out var currency) ? currency.Code : string.Intern(stored);
}
