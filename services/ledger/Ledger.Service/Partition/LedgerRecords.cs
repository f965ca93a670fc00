using System.Buffers;
using Google.Protobuf;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.V1;
using AccountCreated = Mesh.Ledger.Domain.AccountCreated;
using AccountType = Mesh.Ledger.Domain.AccountType;
using LedgerEvent = Mesh.Ledger.Domain.LedgerEvent;
using TransferKind = Mesh.Ledger.Domain.TransferKind;
using TransferRefused = Mesh.Ledger.Domain.TransferRefused;

namespace Mesh.Ledger.Service.Partition;

/// <summary>Turns events into their stored shape and back.</summary>
internal static class LedgerRecords
{
    /// <summary>Version of the shapes that are written.</summary>
    public const uint Version = 1;

    public static void Write(LedgerEvent happened, IBufferWriter<byte> destination) => ToRecord(happened).WriteTo(destination);

    public static LedgerEvent Read(ReadOnlyMemory<byte> stored)
    {
        var record = LedgerRecord.Parser.ParseFrom(stored.Span);
        return record.EventCase switch
        {
            LedgerRecord.EventOneofCase.AccountCreated => new AccountCreated(record.Book, FromRecord(record.AccountCreated)),
            LedgerRecord.EventOneofCase.TransferApplied => FromRecord(record.Book, record.TransferApplied),
            LedgerRecord.EventOneofCase.TransferRefused => new TransferRefused(
                record.Book, FromRecord(record.TransferRefused.Terms), (TransferStatus)record.TransferRefused.Status),
            _ => throw new InvalidDataException("a stored ledger event has no known content"),
        };
    }

    private static LedgerRecord ToRecord(LedgerEvent happened) => happened switch
    {
        AccountCreated created => new LedgerRecord { Book = created.Book, AccountCreated = ToRecord(created.Terms) },
        TransferApplied applied => new LedgerRecord { Book = applied.Book, TransferApplied = ToRecord(applied) },
        TransferRefused refused => new LedgerRecord
        {
            Book = refused.Book,
            TransferRefused = new TransferRefusedRecord { Terms = ToRecord(refused.Terms), Status = (uint)refused.Status },
        },
        _ => throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is not an event of the ledger."),
    };

    private static AccountCreatedRecord ToRecord(AccountTerms terms) => new()
    {
        Id = Bytes(terms.Id),
        Asset = terms.Asset,
        Type = (uint)terms.Type,
        Code = (uint)terms.Code,
        Limit = (uint)terms.Limit,
        ExternalReference = terms.ExternalReference,
    };

    private static AccountTerms FromRecord(AccountCreatedRecord record) => new(
        Id(record.Id), record.Asset, (AccountType)record.Type, (int)record.Code, (BalanceLimit)record.Limit, record.ExternalReference);

    private static TransferAppliedRecord ToRecord(TransferApplied applied)
    {
        var record = new TransferAppliedRecord { Terms = ToRecord(applied.Terms) };
        if (applied.Terms.Kind is TransferKind.Post or TransferKind.Void)
        {
            var released = applied.Terms.Kind == TransferKind.Void ? applied.Amount : applied.Released;
            record.HoldDebitAccountId = Bytes(applied.DebitAccountId);
            record.HoldCreditAccountId = Bytes(applied.CreditAccountId);
            record.ReleasedLow = (ulong)(released & ulong.MaxValue);
            record.ReleasedHigh = (ulong)(released >> 64);
        }

        return record;
    }

    private static TransferApplied FromRecord(string book, TransferAppliedRecord record)
    {
        var terms = FromRecord(record.Terms);
        var released = new UInt128(record.ReleasedHigh, record.ReleasedLow);
        return terms.Kind switch
        {
            TransferKind.Post =>
                new TransferApplied(book, terms, Id(record.HoldDebitAccountId), Id(record.HoldCreditAccountId), terms.Amount, released),
            TransferKind.Void =>
                new TransferApplied(book, terms, Id(record.HoldDebitAccountId), Id(record.HoldCreditAccountId), released, Released: 0),
            _ => new TransferApplied(book, terms, terms.DebitAccountId, terms.CreditAccountId, terms.Amount, Released: 0),
        };
    }

    private static TransferTermsRecord ToRecord(TransferTerms terms) => new()
    {
        Id = Bytes(terms.Id),
        Kind = (uint)terms.Kind,
        DebitAccountId = Bytes(terms.DebitAccountId),
        CreditAccountId = Bytes(terms.CreditAccountId),
        AmountLow = (ulong)(terms.Amount & ulong.MaxValue),
        AmountHigh = (ulong)(terms.Amount >> 64),
        PendingId = Bytes(terms.PendingId),
        Final = terms.Final,
        Code = (uint)terms.Code,
        ExternalReference = terms.ExternalReference,
    };

    private static TransferTerms FromRecord(TransferTermsRecord record) => new(
        Id(record.Id),
        (TransferKind)record.Kind,
        Id(record.DebitAccountId),
        Id(record.CreditAccountId),
        new UInt128(record.AmountHigh, record.AmountLow),
        Id(record.PendingId),
        record.Final,
        (int)record.Code,
        record.ExternalReference);

    private static ByteString Bytes(Id128 id)
    {
        if (id == default)
        {
            return ByteString.Empty;
        }

        var bytes = new byte[Id128.ByteLength];
        id.Write(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static Id128 Id(ByteString bytes) => bytes.IsEmpty ? default : Id128.Read(bytes.Span);
}
