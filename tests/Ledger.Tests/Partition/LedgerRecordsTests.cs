using System.Buffers;
using Google.Protobuf;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.Tests.Model;
using Mesh.Ledger.V1;
using AccountCreated = Mesh.Ledger.Domain.AccountCreated;
using ExchangeRate = Mesh.Ledger.Domain.ExchangeRate;
using Rounding = Mesh.Ledger.Domain.Rounding;
using AssetCreated = Mesh.Ledger.Domain.AssetCreated;
using AccountUpdateRefused = Mesh.Ledger.Domain.AccountUpdateRefused;
using AccountUpdated = Mesh.Ledger.Domain.AccountUpdated;
using AccountType = Mesh.Ledger.Domain.AccountType;
using LedgerEvent = Mesh.Ledger.Domain.LedgerEvent;
using HoldExpired = Mesh.Ledger.Domain.HoldExpired;
using TransferKind = Mesh.Ledger.Domain.TransferKind;
using TransferRefused = Mesh.Ledger.Domain.TransferRefused;

namespace Mesh.Ledger.Tests.Partition;

public sealed class LedgerRecordsTests
{
    private static readonly Id128 Largest = new(UInt128.MaxValue - 1);

    private static readonly string LongReference = new('€', LedgerLimits.ExternalReferenceCharactersMax);

    private static readonly Balances Most = new(UInt128.MaxValue, UInt128.MaxValue, UInt128.MaxValue, UInt128.MaxValue);

    private static readonly string LongCode = new('X', LedgerLimits.AssetCodeCharactersMax);

    private static readonly Metadata LongMetadata = Metadata.Of(Enumerable.Range(0, LedgerLimits.MetadataEntriesMax)
        .Select(number => KeyValuePair.Create($"{number:00}".PadLeft(LedgerLimits.MetadataKeyCharactersMax, 'k'), new string('v', 216))));

    private static readonly Metadata ShortMetadata = Metadata.Of([new("b", ""), new("a", "€")]);

    private static readonly ExchangeRate LargestRate = new(ulong.MaxValue, ulong.MaxValue, Rounding.HalfEven);

    private static readonly Moment LastTime = LedgerLimits.ClientTimeEnd.PlusNanos(-1);

    private static readonly string LongBook = new('b', TenantName.CharactersMax);

    /// <summary>The largest and the smallest of each event.</summary>
    public static TheoryData<LedgerEvent> Edges =>
        new(
            Enumerable.AsEnumerable<LedgerEvent>([
                new AccountCreated(
                    LongBook,
                    new(Largest, "EUR", AccountType.Expense, LedgerLimits.CodeMax, BalanceLimit.CreditsMustNotExceedDebits, LongReference),
                    AssetScale: 2),
                new AccountCreated(
                    "b", new(Some.Id(1), "EUR", AccountType.Asset, Code: 1, BalanceLimit.None, ExternalReference: ""), AssetScale: 0),
                Applied(LongBook, Move(TransferKind.Single, UInt128.MaxValue, LongReference), released: 0),
                Applied("b", Some.Single(1, 2, 3, 1), released: 0),
                Applied(LongBook, Move(TransferKind.Pending, UInt128.MaxValue, LongReference), released: 0),
                Applied(LongBook, End(TransferKind.Post, UInt128.MaxValue, final: true), released: UInt128.MaxValue),
                Applied("b", Some.Post(1, 2, 1), released: 0),
                Applied(LongBook, End(TransferKind.Void, amount: 0, final: false), released: UInt128.MaxValue),
                new TransferRefused(LongBook, Move(TransferKind.Single, UInt128.MaxValue, LongReference), TransferStatus.ExceedsDebits),
                new TransferRefused(
                    LongBook,
                    LargestHold with
                    {
                        Metadata = LongMetadata,
                        EffectiveTime = LastTime,
                        ImportTime = LastTime,
                        Exchange = LargestRate,
                    },
                    TransferStatus.ExceedsDebits),
                Applied("b", Some.Single(1, 2, 3, 1) with { Metadata = ShortMetadata, EffectiveTime = new(1) }, released: 0),
                Applied("b", Some.Single(1, 2, 3, 1) with { ImportTime = new(1) }, released: 0),
                Applied("b", Some.Single(1, 2, 3, 1).At(1, 1, Rounding.HalfEven), released: 0),
                Applied(
                    LongBook,
                    End(TransferKind.Post, UInt128.MaxValue, final: true) with
                    {
                        Flags = TransferFlags.Linked,
                        EffectiveTime = LastTime,
                        ImportTime = LastTime,
                        Metadata = LongMetadata,
                        Exchange = LargestRate,
                    },
                    released: UInt128.MaxValue),
                new TransferRefused("b", Some.Void(1, 2), TransferStatus.PendingTransferNotFound),
                new TransferRefused(LongBook, LargestHold, TransferStatus.ExceedsDebits),
                new TransferApplied(LongBook, LargestHold, Largest, Some.Id(1), UInt128.MaxValue, Released: 0),
                new TransferApplied("b", Some.Reverse(1, 2), Largest, Some.Id(7), 5, Released: 0),
                new HoldExpired(LongBook, Largest, Some.Id(1), Largest, UInt128.MaxValue),
                new HoldExpired("b", Some.Id(1), Some.Id(2), Some.Id(3), Released: 0),
                new HoldExpired(LongBook, Largest, Some.Id(1), Largest, UInt128.MaxValue) { After = new(Most, Most) },
                new HoldExpired("b", Some.Id(1), Some.Id(2), Some.Id(3), Released: 0) { After = new(null, default(Balances)) },
                new TransferApplied(LongBook, LargestHold, Largest, Some.Id(1), UInt128.MaxValue, Released: 0) { After = new(Most, Most) },
                new TransferApplied("b", Some.Reverse(1, 2), Largest, Some.Id(7), 5, Released: 0)
                {
                    After = new(new Balances(1, 2, 3, 4), Credit: null),
                },
                new AccountCreated(
                    "b",
                    Some.Account(1, limit: BalanceLimit.DebitsMustNotExceedCredits) with { OverdraftLimit = UInt128.MaxValue },
                    AssetScale: 2),
                new AssetCreated(LongBook, new(LongCode, LedgerLimits.AssetScaleMax, LongReference)),
                new AssetCreated("b", Some.Asset("XY")),
                new AccountCreated(LongBook, new(
                    Largest, LongCode, AccountType.Expense, LedgerLimits.CodeMax, BalanceLimit.CreditsMustNotExceedDebits, LongReference)
                {
                    OverdraftLimit = UInt128.MaxValue,
                    KeepsHistory = true,
                    ImportTime = LastTime,
                }, LedgerLimits.AssetScaleMax),
                new AccountUpdated(LongBook, new(Largest, Largest, uint.MaxValue, IsFrozen: false, IsClosed: false), uint.MaxValue),
                new AccountUpdated(
                    LongBook,
                    new(Largest, Largest, uint.MaxValue, IsFrozen: false, IsClosed: false) { Metadata = LongMetadata },
                    uint.MaxValue),
                new AccountUpdated("b", Some.Update(1, 2) with { Metadata = Metadata.Empty }, Version: 2),
                new AccountUpdateRefused(
                    "b", Some.Update(1, 2) with { Metadata = ShortMetadata }, AccountUpdateStatus.AccountNotFound, Version: 0),
                new AccountUpdated("b", Some.Update(1, 2, isFrozen: true), Version: 2),
                new AccountUpdateRefused(
                    LongBook,
                    new(Largest, Largest, uint.MaxValue, IsFrozen: false, IsClosed: true),
                    AccountUpdateStatus.AccountMustBeEmpty,
                    uint.MaxValue),
                new AccountUpdateRefused("b", Some.Update(1, 2, isClosed: true), AccountUpdateStatus.AccountNotFound, Version: 0),
            ])
        );

    [Theory]
    [MemberData(nameof(Edges))]
    public void Write_Edges_CanBeReadAndAreTheBytesOfTheGeneratedClasses(LedgerEvent happened) => Check(happened);

    [Fact]
    public void Write_WhateverHappens_CanBeReadAndAreTheBytesOfTheGeneratedClasses() =>
        Checking.ForAllSequences(commands =>
        {
            var ledger = new LedgerRun();
            foreach (var command in commands)
            {
                ledger.Decide(command);
            }

            Assert.All(ledger.Events, Check);
        });

    [Fact]
    public void Write_OneTransfer_NeverChangesItsStoredBytes()
    {
        var terms = Some.Pending(0x0102, 0x03, 0x04, 300) with { Code = 700, ExternalReference = "order 1" };

        var bytes = Write(Applied("acme", terms, released: 0));

        // A journal that is written once is read for ever: when this fails, a new version of the shape is due.
        Assert.Equal(
            "0a0461636d651a490a47"
                + "0a1000000000000000000000000000000102"
                + "1002"
                + "1a1000000000000000000000000000000003"
                + "221000000000000000000000000000000004"
                + "28ac02"
                + "48bc05"
                + "52076f726465722031",
            Convert.ToHexStringLower(bytes)
        );
    }

    [Fact]
    public void Write_TheLargestExpiry_TakesNoMoreThanIsKeptFreeForIt()
    {
        var largest = Write(new HoldExpired(LongBook, Largest, Largest, Largest, UInt128.MaxValue));

        Assert.InRange(largest.Length + JournalFrameBytes(largest.Length), 128, CommandSplit.ExpiryBytesMax);
    }

    [Fact]
    public void Read_UnknownVersion_IsRefusedByName()
    {
        var bytes = Write(Applied("acme", Some.Single(1, 2, 3, 4), released: 0));

        var failure = Assert.Throws<InvalidDataException>(() => LedgerRecordReader.Read(bytes, formatVersion: 3));

        Assert.Contains("Version 3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownEvent_IsRefused() =>
        Assert.Throws<InvalidDataException>(() =>
            LedgerRecordReader.Read(new LedgerRecord { Book = "acme" }.ToByteArray(), LedgerRecords.Version)
        );

    private static void Check(LedgerEvent happened)
    {
        var bytes = Write(happened);

        Assert.Equal(happened, LedgerRecordReader.Read(bytes, LedgerRecords.Version));
        Assert.Equal(LedgerRecord.Parser.ParseFrom(bytes).ToByteArray(), bytes);
        Assert.InRange(bytes.Length + JournalFrameBytes(bytes.Length), 1, BytesMaxOf(happened) + BalancesBytesMax(happened));
    }

    /// <summary>What a command does not tell: see <see cref="CommandSplit.Halve"/>.</summary>
    private static int BalancesBytesMax(LedgerEvent happened) =>
        happened is TransferApplied { After: not null } or HoldExpired { After: not null } ? LedgerRecords.BalancesBytesMax : 0;

    private static int JournalFrameBytes(int byteLength) => byteLength < 128 ? 2 : 3;

    private static int BytesMaxOf(LedgerEvent happened) =>
        happened switch
        {
            AccountCreated created => CommandSplit.BytesMax(created.Book, created.Terms),
            AssetCreated created => CommandSplit.BytesMax(created.Book, created.Terms),
            AccountUpdated updated => CommandSplit.BytesMax(updated.Book, updated.Terms),
            AccountUpdateRefused refused => CommandSplit.BytesMax(refused.Book, refused.Terms),
            TransferApplied applied => CommandSplit.BytesMax(applied.Book, applied.Terms),
            TransferRefused refused => CommandSplit.BytesMax(refused.Book, refused.Terms),
            HoldExpired => CommandSplit.ExpiryBytesMax,
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static byte[] Write(LedgerEvent happened)
    {
        var buffer = new ArrayBufferWriter<byte>(initialCapacity: 1);
        LedgerRecords.Write(happened, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static TransferApplied Applied(string book, TransferTerms terms, UInt128 released) =>
        terms.Kind switch
        {
            TransferKind.Post => new(book, terms, Largest, Some.Id(7), terms.Amount, released),
            TransferKind.Void => new(book, terms, Largest, Some.Id(7), released, released),
            _ => new(book, terms, terms.DebitAccountId, terms.CreditAccountId, terms.Amount, released),
        };

    private static TransferTerms Move(TransferKind kind, UInt128 amount, string reference) =>
        new(Largest, kind, Largest, Some.Id(1), amount, PendingId: default, Final: false, LedgerLimits.CodeMax, reference);

    private static TransferTerms LargestHold => Move(TransferKind.Pending, UInt128.MaxValue, LongReference) with
    {
        Flags = (TransferFlags)31,
        TimeoutSeconds = uint.MaxValue,
    };

    private static TransferTerms End(TransferKind kind, UInt128 amount, bool final) =>
        new(Largest, kind, default, default, amount, Some.Id(5), final, LedgerLimits.CodeMax, LongReference);
}
