using System.Runtime.InteropServices;
using Google.Protobuf;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.V1;
using Account = Mesh.Ledger.Domain.Account;
using AccountType = Mesh.Ledger.Domain.AccountType;
using Asset = Mesh.Ledger.Domain.Asset;
using HoldState = Mesh.Ledger.Domain.HoldState;

namespace Mesh.Ledger.Service.Partition;

/// <summary>Turns what a snapshot has into its stored shape, <c>ledger_snapshots.proto</c>, and back.</summary>
internal static class LedgerSlices
{
    /// <summary>Version of the shapes.</summary>
    public const uint Version = 1;

    public static BookState ToSlice(BookSnapshot book) => new()
    {
        Book = book.Name,
        TransferCount = book.TransferCount,
        NewestTransferTimeUnixNanos = book.NewestTransferTime.UnixNanos,
        NewestAccountTimeUnixNanos = book.NewestAccountTime.UnixNanos,
        RestoredUntilUnixNanos = book.Restore.Until.UnixNanos,
        Restoring = book.Restore.IsOpen,
        Assets =
        {
            book.Assets.Select(asset => new AssetState
            {
                Code = asset.Terms.Code,
                Scale = asset.Terms.Scale,
                ExternalReference = asset.Terms.ExternalReference,
                CreateTimeUnixNanos = asset.CreateTime.UnixNanos,
            }),
        },
        Sums =
        {
            book.Sums.Select(row => new SumsState
            {
                Asset = row.Key,
                AccountCount = row.Value.AccountCount,
                Scale = row.Value.Scale,
                Posted = ToSlice(row.Value.Posted),
                Pending = ToSlice(row.Value.Pending),
            }),
        },
        Metadata =
        {
            book.Metadata.Select(row => new MetadataState
            {
                AccountId = ToBytes(row.Key),
                Entries = { row.Value.Entries.ToDictionary() },
            }),
        },
    };

    public static IEnumerable<OpenHoldState> HoldsOf(BookSnapshot book) => book.OpenHolds.Select(row => new OpenHoldState
    {
        Book = book.Name,
        PendingId = ToBytes(row.Key),
        DebitAccountId = ToBytes(row.Value.DebitAccountId),
        CreditAccountId = ToBytes(row.Value.CreditAccountId),
        HeldLow = Low(row.Value.Held),
        HeldHigh = High(row.Value.Held),
        ExpireTimeUnixNanos = row.Value.ExpireTime?.UnixNanos ?? 0,
        Flags = (uint)row.Value.Flags,
    });

    public static AccountPage ToSlice(string book, ReadOnlySpan<Account> accounts, Moment asOf)
    {
        var page = new AccountPage { Book = book, AsOfUnixNanos = asOf.UnixNanos };
        var profiles = new Dictionary<AccountProfile, uint>();
        foreach (ref readonly var account in accounts)
        {
            ref var profile = ref CollectionsMarshal.GetValueRefOrAddDefault(profiles, account.Profile, out var isKnown);
            if (!isKnown)
            {
                profile = (uint)page.Profiles.Count;
                page.Profiles.Add(ToSlice(account.Profile));
            }

            page.Accounts.Add(new AccountState
            {
                Id = ToBytes(account.Id),
                Profile = profile,
                ExternalReference = account.ExternalReference,
                CreateTimeUnixNanos = account.CreateTime.UnixNanos,
                Balances = ToSlice(account.Balances),
                ClosedByHold = account.IsClosed,
                Standing = (uint)account.Standing,
                Version = account.Version,
            });
        }

        return page;
    }

    /// <summary>Puts a slice back.</summary>
    /// <exception cref="InvalidDataException">The bytes are no slice.</exception>
    public static void Restore(LedgerState state, ReadOnlyMemory<byte> stored)
    {
        var slice = Parse(stored);
        foreach (var book in slice.Books)
        {
            state.Restore(new BookSnapshot(
                book.Book,
                book.TransferCount,
                new Moment(book.NewestTransferTimeUnixNanos),
                new Moment(book.NewestAccountTimeUnixNanos),
                [.. book.Assets.Select(asset => new Asset(
                    new AssetTerms(asset.Code, asset.Scale, asset.ExternalReference), new Moment(asset.CreateTimeUnixNanos)))],
                [.. book.Sums.Select(row => KeyValuePair.Create(
                    row.Asset, new AssetSums(row.AccountCount, FromSlice(row.Posted), FromSlice(row.Pending)) { Scale = row.Scale }))],
                [.. book.Metadata.Select(row => KeyValuePair.Create(Id(row.AccountId), Metadata.Of(row.Entries)))],
                OpenHolds: [])
            {
                Restore = new RestoreProgress(new Moment(book.RestoredUntilUnixNanos), book.Restoring),
            });
        }

        foreach (var hold in slice.Holds)
        {
            state.RestoreHold(hold.Book, Id(hold.PendingId), FromSlice(hold));
        }

        foreach (var page in slice.Pages)
        {
            Restore(state, page);
        }
    }

    private static void Restore(LedgerState state, AccountPage page)
    {
        AccountProfile[] profiles = [.. page.Profiles.Select(FromSlice)];
        var accounts = new Account[page.Accounts.Count];
        for (var index = 0; index < accounts.Length; index++)
        {
            var stored = page.Accounts[index];
            accounts[index] = new Account(Id(stored.Id), profiles[stored.Profile], stored.ExternalReference)
            {
                CreateTime = new Moment(stored.CreateTimeUnixNanos),
                Balances = FromSlice(stored.Balances),
                IsClosed = stored.ClosedByHold,
                Standing = (AccountStanding)stored.Standing,
                Version = stored.Version,
            };
        }

        state.RestoreAccounts(page.Book, accounts, new Moment(page.AsOfUnixNanos));
    }

    private static LedgerSlice Parse(ReadOnlyMemory<byte> stored)
    {
        try
        {
            return LedgerSlice.Parser.ParseFrom(stored.Span);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new InvalidDataException("A slice of a snapshot of the ledger cannot be read.", malformed);
        }
    }

    private static ProfileState ToSlice(AccountProfile profile) => new()
    {
        Asset = profile.Asset,
        Type = (uint)profile.Type,
        Code = (uint)profile.Code,
        Limit = (uint)profile.Limit,
        OverdraftLimitLow = Low(profile.OverdraftLimit),
        OverdraftLimitHigh = High(profile.OverdraftLimit),
        History = profile.KeepsHistory,
        Imported = profile.IsImported,
    };

    private static AccountProfile FromSlice(ProfileState stored) => new(
        stored.Asset,
        (AccountType)stored.Type,
        (int)stored.Code,
        (BalanceLimit)stored.Limit,
        new UInt128(stored.OverdraftLimitHigh, stored.OverdraftLimitLow),
        stored.History,
        stored.Imported);

    private static Hold FromSlice(OpenHoldState stored) => new(
        new UInt128(stored.HeldHigh, stored.HeldLow),
        Released: 0,
        HoldState.Open,
        stored.ExpireTimeUnixNanos == 0 ? null : new Moment(stored.ExpireTimeUnixNanos),
        Id(stored.DebitAccountId),
        Id(stored.CreditAccountId),
        (TransferFlags)stored.Flags);

    private static BalancesState ToSlice(Balances balances) => new()
    {
        DebitsPostedLow = Low(balances.DebitsPosted),
        DebitsPostedHigh = High(balances.DebitsPosted),
        CreditsPostedLow = Low(balances.CreditsPosted),
        CreditsPostedHigh = High(balances.CreditsPosted),
        DebitsPendingLow = Low(balances.DebitsPending),
        DebitsPendingHigh = High(balances.DebitsPending),
        CreditsPendingLow = Low(balances.CreditsPending),
        CreditsPendingHigh = High(balances.CreditsPending),
    };

    private static Balances FromSlice(BalancesState stored) => new(
        new UInt128(stored.DebitsPostedHigh, stored.DebitsPostedLow),
        new UInt128(stored.CreditsPostedHigh, stored.CreditsPostedLow),
        new UInt128(stored.DebitsPendingHigh, stored.DebitsPendingLow),
        new UInt128(stored.CreditsPendingHigh, stored.CreditsPendingLow));

    private static WideAmountState ToSlice(WideAmount amount) =>
        new() { Low = Low(amount.Low), Middle = High(amount.Low), High = amount.High };

    private static WideAmount FromSlice(WideAmountState stored) => new(stored.High, new UInt128(stored.Middle, stored.Low));

    private static ByteString ToBytes(Id128 id)
    {
        var bytes = new byte[Id128.ByteLength];
        id.Write(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static Id128 Id(ByteString bytes) => Id128.Read(bytes.Span);

    private static ulong Low(UInt128 value) => (ulong)(value & ulong.MaxValue);

    private static ulong High(UInt128 value) => (ulong)(value >> 64);
}
