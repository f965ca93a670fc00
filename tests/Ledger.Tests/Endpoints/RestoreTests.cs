using Grpc.Core;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Tests.Endpoints;

/// <summary>A book of all kinds of events, copied event by event into a ledger of its own.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private const string Copy = "copy";
    private const int Bank = 1;
    private const int Wallet = 2;
    private const int Points = 3;
    private const int PointsBank = 4;

    private LedgerHost original = null!;
    private LedgerHost host = null!;
    private List<LedgerEvent> events = [];

    public async ValueTask InitializeAsync()
    {
        original = await LedgerHost.StartAsync();
        host = await LedgerHost.StartAsync(historyWindowEntries: 4);
        await FillAsync(original.Client);
        var page = await original.Client.ListEventsAsync(new() { Book = Some.Book, PageSize = 1_000 });
        events = [.. page.Events];

        // The copy is made later than the original, and after its holds were due.
        host.Time.Advance(TimeSpan.FromDays(1));
    }

    public async ValueTask DisposeAsync()
    {
        await original.DisposeAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task RestoreEvents_InSmallRequests_GiveTheSameHash()
    {
        await RestoreAsync(events.Count);

        Assert.Equal(await HashAsync(original, Some.Book), await HashAsync(host, Copy));
    }

    [Fact]
    public async Task RestoreEvents_CutOffAndSentAgain_GiveTheSameHash()
    {
        await RestoreAsync(events.Count / 2);

        var replayed = await RestoreAsync(events.Count);

        Assert.Equal((uint)(events.Count / 2), replayed);
        Assert.Equal(await HashAsync(original, Some.Book), await HashAsync(host, Copy));
    }

    [Fact]
    public async Task FinishRestore_Twice_ReplaysAndTheBookGoesOn()
    {
        await RestoreAsync(events.Count);

        var early = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.CreateTransfersAsync(Transfer(90)));
        var first = await host.Client.FinishRestoreAsync(new() { Book = Copy });
        var second = await host.Client.FinishRestoreAsync(new() { Book = Copy });
        var result = await host.Client.CreateTransfersAsync(Transfer(91));
        var repeat = await host.Client.CreateTransfersAsync(new()
        {
            Book = Copy, Transfers = { Wire.Single(10, Bank, Wallet, 500), Wire.Single(12, Wallet, Bank, 999_999) },
        });

        Assert.Equal("BOOK_IS_BEING_RESTORED", Wire.Reason(early));
        Assert.Equal((false, true), (first.Replayed, second.Replayed));
        Assert.Equal(CreateTransferStatus.Created, result.Results[0].Status);
        Assert.Equal(
            [CreateTransferStatus.Exists, CreateTransferStatus.ExceedsCredits], repeat.Results.Select(each => each.Status));
    }

    /// <summary>A hold that was due while the book was restored is given back as soon as it is a book of its own.</summary>
    [Fact]
    public async Task FinishRestore_HoldThatIsDue_Expires()
    {
        await RestoreAsync(events.Count);
        Assert.Equal(40ul, await HeldAsync());

        await host.Client.FinishRestoreAsync(new() { Book = Copy });
        await host.Client.CreateTransfersAsync(Transfer(92));

        Assert.Equal(0ul, await HeldAsync());
    }

    [Fact]
    public async Task RestoreEvents_OneMissing_AreRefusedAsAGap()
    {
        await RestoreAsync(count: 2);

        var request = new RestoreEventsRequest { Book = Copy, PreviousTime = events[2].EventTime, Events = { events[3] } };
        var problem = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.RestoreEventsAsync(request));

        Assert.Equal("RESTORE_GAP", Wire.Reason(problem));
    }

    [Fact]
    public async Task RestoreEvents_AmountBeyondALimit_AreRefusedAndNothingIsRestored()
    {
        var forged = events.Select(happened => new LedgerEvent(happened)).ToList();
        var place = forged.FindIndex(happened => happened.TransferCreated?.TransferId == Wire.Id(11));
        forged[place].TransferCreated.Amount = Wire.Amount(999_999);
        var request = new RestoreEventsRequest { Book = Copy, Events = { forged } };

        var problem = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.RestoreEventsAsync(request));

        Assert.Equal("EVENT_NOT_REPRODUCED", Wire.Reason(problem));
        Assert.Equal($"{place}", Wire.Detail<Google.Rpc.ErrorInfo>(problem).Metadata["index"]);
        Assert.Empty((await host.Client.ListAccountsAsync(new() { Book = Copy })).Accounts);
    }

    [Fact]
    public async Task RestoreEvents_IntoABookInUse_AreRefused()
    {
        await FillAsync(host.Client);

        var request = new RestoreEventsRequest { Book = Some.Book, Events = { events } };
        var problem = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.RestoreEventsAsync(request));

        Assert.Equal("BOOK_NOT_RESTORABLE", Wire.Reason(problem));
    }

    [Fact]
    public async Task RestoreEvents_Malformed_NamesEveryField()
    {
        var request = new RestoreEventsRequest
        {
            Book = Copy,
            Events =
            {
                new LedgerEvent { EventTime = events[1].EventTime, HoldExpired = new HoldExpired { TransferId = "x" } },
                new LedgerEvent { EventTime = events[0].EventTime, RestoreFinished = new RestoreFinished() },
            },
        };

        var problem = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.RestoreEventsAsync(request));

        Assert.Equal(
            [
                "events[0].hold_expired.transfer_id", "events[0].hold_expired.debit_account_id",
                "events[0].hold_expired.credit_account_id", "events[1].event", "events[1].event_time",
            ],
            Wire.Fields(problem));
    }

    /// <summary>Entries of a copy were recorded when it was made, and count when the originals were.</summary>
    [Fact]
    public async Task ListEntries_OfACopy_CountAtTheirOriginalTimes()
    {
        await RestoreAsync(events.Count);

        var then = await original.Client.ListEntriesAsync(new() { Book = Some.Book, AccountId = Wire.Id(Wallet) });
        var now = await host.Client.ListEntriesAsync(new() { Book = Copy, AccountId = Wire.Id(Wallet) });

        Assert.Equal(then.Entries.Select(entry => entry.Balances), now.Entries.Select(entry => entry.Balances));
        Assert.All(
            then.Entries.Zip(now.Entries).Where(pair => pair.First.Kind != EntryKind.Expiry),
            pair => Assert.Equal(pair.First.EffectiveTime ?? pair.First.RecordTime, pair.Second.EffectiveTime));
    }

    private async Task<ulong> HeldAsync()
    {
        var found = await host.Client.GetAccountAsync(new() { Book = Copy, AccountId = Wire.Id(Wallet) });
        return found.Account.DebitsPending.Low;
    }

    private async Task<uint> RestoreAsync(int count)
    {
        var replayed = 0u;
        for (var first = 0; first < count;)
        {
            // Never in front of the second leg of an exchange.
            var next = Math.Min(first + 3, count);
            next += next < count && events[next].TransferCreated?.ExchangeRate is not null ? 1 : 0;
            var request = new RestoreEventsRequest
            {
                Book = Copy,
                PreviousTime = first == 0 ? null : events[first - 1].EventTime,
                Events = { events[first..next] },
            };
            replayed += (await host.Client.RestoreEventsAsync(request)).ReplayedCount;
            first = next;
        }

        return replayed;
    }

    private static async Task<string> HashAsync(LedgerHost ledger, string book) =>
        Convert.ToHexStringLower((await ledger.Client.GetBookHashAsync(new() { Book = book })).StateHash.Span);

    private static CreateTransfersRequest Transfer(int id) =>
        new() { Book = Copy, Transfers = { Wire.Single(id, Bank, Wallet, 1) } };

    private static async Task FillAsync(LedgerService.LedgerServiceClient client)
    {
        await client.CreateAssetsAsync(new() { Book = Some.Book, Assets = { Wire.Asset("POINTS") } });
        var wallet = Wire.Account(Wallet);
        wallet.DebitsMustNotExceedCredits = true;
        wallet.History = true;
        var points = Wire.Account(Points);
        var pointsBank = Wire.Account(PointsBank);
        points.Asset = pointsBank.Asset = "POINTS";
        await client.CreateAccountsAsync(Wire.Accounts(Wire.Account(Bank), wallet, points, pointsBank));
        await client.CreateTransfersAsync(Wire.Transfers(
            Wire.Single(10, Bank, Wallet, 500), Wire.Single(11, Wallet, Bank, 100), Wire.Single(12, Wallet, Bank, 999_999)));
        var hold = Wire.Pending(13, Wallet, Bank, 40);
        hold.TimeoutSeconds = 3_600;
        var first = Wire.Single(14, Wallet, Bank, 10);
        first.Linked = true;
        var second = Wire.Single(15, PointsBank, Points, 15);
        second.ExchangeRate = Wire.Rate();
        var balancing = Wire.Single(16, Wallet, Bank, 1_000_000);
        balancing.BalancingDebit = true;
        await client.CreateTransfersAsync(Wire.Transfers(
            hold, first, second, Wire.Pending(17, Bank, Wallet, 60), Wire.Post(18, 17, 20, final: true), Wire.Reverse(19, 11), balancing));
        await client.UpdateAccountsAsync(new()
        {
            Book = Some.Book,
            Updates =
            {
                new AccountUpdate
                {
                    Id = Wire.Id(1), AccountId = Wire.Id(Points), Frozen = true,
                    Metadata = new AccountMetadata { Entries = { ["tier"] = "gold" } },
                },
                new AccountUpdate { Id = Wire.Id(2), AccountId = Wire.Id(Wallet), Closed = true, ExpectedVersion = 1 },
            },
        });
    }
}
