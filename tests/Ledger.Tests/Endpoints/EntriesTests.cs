using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.V1;
using LedgerLimits = Mesh.Ledger.Domain.LedgerLimits;

namespace Mesh.Ledger.Tests.Endpoints;

/// <summary>
/// The past of an account, compared with what plain arithmetic makes of the feed. Windows of the history are small, so entries are in
/// memory, in fresh segments, in merged ones, and on every seam between them.
/// </summary>
public sealed class EntriesTests : IAsyncLifetime
{
    private const int Bank = 1;
    private const int Shop = 2;
    private const int Plain = 3;
    private const int WindowEntries = 24;
    private const int WriterCount = 4;
    private const int CallsOfAWriter = 60;

    /// <summary>When the ledger's clock starts.</summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly int seed = int.TryParse(Environment.GetEnvironmentVariable("MESH_SEED"), out var given) ? given : Random.Shared.Next();
    private LedgerHost host = null!;

    private LedgerService.LedgerServiceClient Client => host.Client;

    public async ValueTask InitializeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"MESH_SEED={seed}");
        host = await LedgerHost.StartAsync(WindowEntries);
        await Client.CreateAccountsAsync(Wire.Accounts(Keeping(Bank), Keeping(Shop), Wire.Account(Plain)));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task ListEntries_AfterManyWriters_HasEveryEntryOnceWithItsBalance()
    {
        await WriteAsync();

        foreach (var account in new[] { Bank, Shop })
        {
            var expected = await FeedFold.EntriesAsync(Client, Wire.Id(account));
            Assert.True(expected.Count > 10 * WindowEntries);
            Assert.Equal(expected, (await ListAsync(account, filter: null, newestFirst: false, pageSize: 7)).Select(Plainly));
            Assert.Equal(
                Enumerable.Reverse(expected), (await ListAsync(account, filter: null, newestFirst: true, pageSize: 11)).Select(Plainly));
            Assert.Equal(expected, (await ListAsync(account, filter: null, newestFirst: false, pageSize: 1_000)).Select(Plainly));
        }
    }

    [Fact]
    public async Task ListEntries_WhileWritersWrite_NeverMissesNorRepeatsOne()
    {
        var writing = WriteAsync();
        var rounds = 0;
        while (!writing.IsCompleted || rounds == 0)
        {
            var isNewestFirst = rounds++ % 2 == 1;
            var entries = await ListAsync(Shop, filter: null, isNewestFirst, pageSize: 13);
            CheckChain(isNewestFirst ? [.. Enumerable.Reverse(entries)] : entries);
        }

        await writing;
    }

    [Fact]
    public async Task ListEntries_WithAFilter_GivesWhatItWants()
    {
        await WriteAsync();
        var expected = await FeedFold.EntriesAsync(Client, Wire.Id(Shop));
        var (start, end) = (expected[expected.Count / 4].Time, expected[3 * expected.Count / 4].Time);

        foreach (var newestFirst in new[] { false, true })
        {
            await CheckAsync(new() { StartTime = start, EndTime = end }, entry => entry.Time >= start && entry.Time < end);
            await CheckAsync(new() { Codes = { 2, 9 } }, entry => entry.Code is 2 or 9);
            await CheckAsync(
                new() { Kinds = { EntryKind.Expiry, EntryKind.Post } }, entry => entry.Kind is EntryKind.Expiry or EntryKind.Post);
            await CheckAsync(
                new() { Side = EntrySide.Debit, Codes = { 1 }, EndTime = end },
                entry => entry is { IsDebit: true, Code: 1 } && entry.Time < end);

            async Task CheckAsync(EntryFilter filter, Func<ExpectedEntry, bool> isWanted)
            {
                var wanted = expected.Where(isWanted).ToList();
                Assert.NotEmpty(wanted);
                Assert.Equal(
                    newestFirst ? Enumerable.Reverse(wanted) : wanted,
                    (await ListAsync(Shop, filter, newestFirst, pageSize: 5)).Select(Plainly));
            }
        }
    }

    [Fact]
    public async Task GetBalance_AsOfAnyTime_IsThatOfTheFold()
    {
        await WriteAsync();
        var expected = await FeedFold.EntriesAsync(Client, Wire.Id(Shop));
        var random = new Random(seed);
        for (var index = 0; index < expected.Count; index += random.Next(1, 60))
        {
            var at = expected[index];
            Assert.Equal(at.After, Plainly((await BalanceAsync(new() { AsOf = at.Time })).Balances));
            var counted = expected.Where(entry => entry.EffectiveTime <= at.EffectiveTime).ToList();
            var effective = (await BalanceAsync(new() { EffectiveAsOf = at.EffectiveTime })).Balances;
            Assert.Equal(Sum(counted, isDebit: true), Value(effective.DebitsPosted));
            Assert.Equal(Sum(counted, isDebit: false), Value(effective.CreditsPosted));
            Assert.Null(effective.DebitsPending);
        }

        Assert.Equal(default, Plainly((await BalanceAsync(new() { AsOf = Timestamp.FromDateTime(Epoch.AddYears(-5)) })).Balances));
        var now = await BalanceAsync(new());
        Assert.Equal((expected[^1].After, "EUR", 2U), (Plainly(now.Balances), now.Asset, now.AssetScale));
        var later = new DateTime(2199, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(now.Balances, (await BalanceAsync(new() { AsOf = Timestamp.FromDateTime(later) })).Balances);
    }

    [Fact]
    public async Task GetStatement_OfAPeriod_BeginsAndEndsWithTheBalancesOfTheFold()
    {
        await WriteAsync();
        var expected = await FeedFold.EntriesAsync(Client, Wire.Id(Shop));
        var random = new Random(seed);
        for (var round = 0; round < 5; round++)
        {
            var first = random.Next(1, expected.Count - 1);
            var next = random.Next(first, expected.Count);
            var request = Statement(expected[first].Time, expected[next].Time);

            var pages = await PagesAsync(request);

            Assert.Equal(expected[first..next], pages.SelectMany(page => page.Entries).Select(Plainly));
            Assert.All(pages, page => Assert.Equal(expected[first - 1].After, Plainly(page.Opening)));
            Assert.All(pages, page => Assert.Equal(expected[next - 1].After, Plainly(page.Closing)));
        }

        var whole = await PagesAsync(Statement(start: null, end: null));
        Assert.Equal(expected, whole.SelectMany(page => page.Entries).Select(Plainly));
        Assert.Equal((default, expected[^1].After), (Plainly(whole[0].Opening), Plainly(whole[0].Closing)));
    }

    [Fact]
    public async Task GetStatement_WithTransfersBetweenItsPages_StaysAsItWas()
    {
        await CreateAsync(Wire.Single(1, Bank, Shop, 5), Wire.Single(2, Bank, Shop, 7), Wire.Single(3, Bank, Shop, 9));
        var request = Statement(start: null, end: null);
        request.PageSize = 2;

        var first = await Client.GetStatementAsync(request);
        await CreateAsync(Wire.Single(4, Bank, Shop, 11));
        request.PageToken = first.NextPageToken;
        var second = await Client.GetStatementAsync(request);

        Assert.Equal([Wire.Id(3)], second.Entries.Select(entry => entry.TransferId));
        Assert.Equal((first.Opening, first.Closing, ""), (second.Opening, second.Closing, second.NextPageToken));
        Assert.Equal(21, Value(second.Closing.CreditsPosted));
    }

    [Fact]
    public async Task GetBalance_OfImportedTransfers_CountsThemAtTheirOriginalTimes()
    {
        var accounts = new[] { Keeping(1), Keeping(2) };
        Transfer[] transfers = [Wire.Single(1, 1, 2, 5), Wire.Single(2, 1, 2, 7)];
        for (var index = 0; index < 2; index++)
        {
            (accounts[index].Imported, transfers[index].Imported) = (true, true);
            accounts[index].CreateTime = Timestamp.FromDateTime(Epoch.AddYears(-5).AddDays(index));
            transfers[index].CreateTime = Timestamp.FromDateTime(Epoch.AddYears(-4).AddDays(index));
        }

        await Client.CreateAccountsAsync(new() { Book = "old", Accounts = { accounts } });
        await Client.CreateTransfersAsync(new() { Book = "old", Transfers = { transfers } });

        Assert.Equal(5, await CreditsAsync(new() { EffectiveAsOf = transfers[0].CreateTime }));
        Assert.Equal(12, await CreditsAsync(new() { EffectiveAsOf = transfers[1].CreateTime }));
        Assert.Equal(0, await CreditsAsync(new() { AsOf = transfers[1].CreateTime }));

        async Task<Int128> CreditsAsync(GetBalanceRequest request)
        {
            (request.Book, request.AccountId) = ("old", Wire.Id(2));
            return Value((await Client.GetBalanceAsync(request)).Balances.CreditsPosted);
        }
    }

    [Fact]
    public async Task CreateTransfers_FullRequestWithBalances_TakesTwoRecords()
    {
        Transfer[] large = [Wire.Single(9_001, Bank, Shop, 1), Wire.Single(9_002, Shop, Bank, 1), Wire.Pending(9_003, Bank, Shop, 1)];
        Assert.All(large, transfer => transfer.Amount = new() { High = 1UL << 40, Low = ulong.MaxValue >> 1 });
        await CreateAsync(large);
        var reference = Guid.Empty.ToString();
        Transfer[] transfers = [.. Enumerable.Range(1, LedgerLimits.ItemsMax).Select(id => Wire.Single(id, Bank, Shop, 1_000_000))];
        Assert.All(transfers, transfer => transfer.ExternalReference = reference);

        var response = await Client.CreateTransfersAsync(Wire.Transfers(transfers));

        Assert.All(response.Results, result => Assert.Equal(CreateTransferStatus.Created, result.Status));
        Assert.Equal(LedgerLimits.ItemsMax, response.Results.Count);
        var events = await Client.ListEventsAsync(new() { Book = Some.Book, FromSequence = 4, PageSize = 1 });
        Assert.InRange(events.Events.Count, LedgerLimits.ItemsMax / 2, LedgerLimits.ItemsMax / 2 + 1);
        Assert.Equal(LedgerLimits.ItemsMax + large.Length, (await FeedFold.EntriesAsync(Client, Wire.Id(Shop))).Count);
    }

    [Fact]
    public async Task ListTransfers_OfAnAccount_ShowsThemAsTheyAreNow()
    {
        await CreateAsync(Wire.Pending(1, Bank, Shop, 50), Wire.Single(2, Shop, Bank, 7), Wire.Single(3, Bank, Plain, 1));
        await WriteAsync();
        await CreateAsync(Wire.Post(4, 1, 20, final: true), Wire.Reverse(5, 2));

        var request = new ListTransfersRequest { Book = Some.Book, AccountId = Wire.Id(Shop), PageSize = 2 };
        var page = await Client.ListTransfersAsync(request);
        var newest = await Client.ListTransfersAsync(new(request) { NewestFirst = true });
        var voids = await Client.ListTransfersAsync(new(request) { Filter = new() { Kinds = { EntryKind.Void } }, PageSize = 500 });

        Assert.Equal([Wire.Id(1), Wire.Id(2)], page.Transfers.Select(transfer => transfer.Id));
        Assert.Equal((HoldState.Posted, Wire.Id(5)), (page.Transfers[0].HoldState, page.Transfers[1].ReversedById));
        Assert.Equal([Wire.Id(5), Wire.Id(4)], newest.Transfers.Select(transfer => transfer.Id));
        Assert.NotEmpty(voids.Transfers);
        Assert.All(voids.Transfers, transfer => Assert.Equal(TransferKind.Void, transfer.Kind));
        var all = await FeedFold.EntriesAsync(Client, Wire.Id(Shop));
        Assert.Equal(all.Count(entry => entry.Kind == EntryKind.Void), voids.Transfers.Count);
    }

    [Fact]
    public async Task Past_OfAnAccountWithoutHistory_IsRefusedAndSaysWhatToDo()
    {
        var calls = new Func<Task>[]
        {
            () => Client.ListEntriesAsync(new() { Book = Some.Book, AccountId = Wire.Id(Plain) }).ResponseAsync,
            () => Client.ListTransfersAsync(new() { Book = Some.Book, AccountId = Wire.Id(Plain) }).ResponseAsync,
            () => Client.GetStatementAsync(new() { Book = Some.Book, AccountId = Wire.Id(Plain) }).ResponseAsync,
            () => Client.GetBalanceAsync(
                new() { Book = Some.Book, AccountId = Wire.Id(Plain), AsOf = Timestamp.FromDateTime(Epoch) }).ResponseAsync,
        };
        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal((StatusCode.FailedPrecondition, "ACCOUNT_KEEPS_NO_HISTORY"), (failure.StatusCode, Wire.Reason(failure)));
        }

        var now = await Client.GetBalanceAsync(new() { Book = Some.Book, AccountId = Wire.Id(Plain) });
        Assert.Equal(0, Value(now.Balances.DebitsPosted));
        var unknown = await Assert.ThrowsAsync<RpcException>(
            () => Client.ListEntriesAsync(new() { Book = Some.Book, AccountId = Wire.Id(99) }).ResponseAsync);
        Assert.Equal((StatusCode.NotFound, "ACCOUNT_NOT_FOUND"), (unknown.StatusCode, Wire.Reason(unknown)));
    }

    [Fact]
    public async Task ListEntries_WrongFields_NamesThemAll()
    {
        var time = Timestamp.FromDateTime(Epoch);
        var filter = new EntryFilter { Codes = { 0 }, Kinds = { (EntryKind)99 }, Side = (EntrySide)7 };
        (filter.StartTime, filter.EndTime) = (time, new Timestamp { Seconds = time.Seconds - 1 });

        var failure = await Assert.ThrowsAsync<RpcException>(() => Client.ListEntriesAsync(new()
        {
            Book = "", AccountId = "x", Filter = filter, PageSize = -1, PageToken = "1-2",
        }).ResponseAsync);

        Assert.Equal(
            ["book", "account_id", "page_size", "filter.codes", "filter.kinds", "filter.side", "filter.end_time", "page_token"],
            Wire.Fields(failure));
    }

    private static void CheckChain(IReadOnlyList<Entry> oldestFirst)
    {
        AccountBalances? before = null;
        foreach (var entry in oldestFirst)
        {
            var expected = before is null ? default : Plainly(before);
            var (posted, held) = (Value(entry.Posted), Value(entry.Held) - Value(entry.Released));
            expected = entry.Side == EntrySide.Debit
                ? expected with { DebitsPosted = expected.DebitsPosted + posted, DebitsPending = expected.DebitsPending + held }
                : expected with { CreditsPosted = expected.CreditsPosted + posted, CreditsPending = expected.CreditsPending + held };
            Assert.Equal(expected, Plainly(entry.Balances));
            before = entry.Balances;
        }
    }

    private static Account Keeping(int id)
    {
        var account = Wire.Account(id);
        account.History = true;
        return account;
    }

    private static ExpectedEntry Plainly(Entry entry) => new(
        entry.TransferId,
        entry.Kind,
        entry.Side == EntrySide.Debit,
        entry.Code,
        entry.RecordTime,
        entry.EffectiveTime ?? entry.RecordTime,
        Value(entry.Posted),
        Plainly(entry.Balances));

    private static (Int128 DebitsPosted, Int128 CreditsPosted, Int128 DebitsPending, Int128 CreditsPending) Plainly(AccountBalances of) =>
        (Value(of.DebitsPosted), Value(of.CreditsPosted), Value(of.DebitsPending), Value(of.CreditsPending));

    private static Int128 Value(Mesh.Type.V1.UInt128 amount) => (Int128)new UInt128(amount.High, amount.Low);

    private static Int128 Sum(IEnumerable<ExpectedEntry> entries, bool isDebit) =>
        entries.Where(entry => entry.IsDebit == isDebit).Aggregate(Int128.Zero, (sum, entry) => sum + entry.Posted);

    private static GetStatementRequest Statement(Timestamp? start, Timestamp? end) =>
        new() { Book = Some.Book, AccountId = Wire.Id(Shop), StartTime = start, EndTime = end, PageSize = 9 };

    private async Task<IReadOnlyList<Entry>> ListAsync(int account, EntryFilter? filter, bool newestFirst, int pageSize)
    {
        var entries = new List<Entry>();
        var token = "";
        do
        {
            var page = await Client.ListEntriesAsync(new()
            {
                Book = Some.Book,
                AccountId = Wire.Id(account),
                Filter = filter,
                NewestFirst = newestFirst,
                PageSize = pageSize,
                PageToken = token,
            });
            Assert.True(page.Entries.Count <= pageSize);
            entries.AddRange(page.Entries);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return entries;
    }

    private async Task<List<GetStatementResponse>> PagesAsync(GetStatementRequest request)
    {
        var pages = new List<GetStatementResponse>();
        do
        {
            pages.Add(await Client.GetStatementAsync(request));
            request.PageToken = pages[^1].NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return pages;
    }

    private async Task<GetBalanceResponse> BalanceAsync(GetBalanceRequest request)
    {
        (request.Book, request.AccountId) = (Some.Book, Wire.Id(Shop));
        return await Client.GetBalanceAsync(request);
    }

    private async Task CreateAsync(params Transfer[] transfers) => await Client.CreateTransfersAsync(Wire.Transfers(transfers));

    /// <summary>Several writers at once, each with transfers of every kind, some of them dated back or forward.</summary>
    private Task WriteAsync() => Task.WhenAll(Enumerable.Range(1, WriterCount).Select(WriteAsync));

    private async Task WriteAsync(int writer)
    {
        var random = new Random(seed + writer);
        var next = writer * 1_000_000;
        for (var call = 0; call < CallsOfAWriter; call++)
        {
            var hold = next++;
            var single = next++;
            var (debit, credit) = random.Next(2) == 0 ? (Bank, Shop) : (Shop, Bank);
            Transfer[] transfers =
            [
                Wire.Pending(hold, debit, credit, (ulong)random.Next(10, 100)),
                Wire.Single(single, random.Next(4) == 0 ? Plain : debit, credit, (ulong)random.Next(1, 100)),
            ];
            transfers[0].TimeoutSeconds = (uint)random.Next(2);
            transfers[1].Code = (uint)random.Next(1, 4);
            if (random.Next(3) == 0)
            {
                transfers[1].EffectiveTime = Timestamp.FromDateTime(Epoch.AddHours(random.Next(-1_000, 1_000)));
            }

            await CreateAsync(transfers);
            if (random.Next(5) == 0)
            {
                host.Time.Advance(TimeSpan.FromSeconds(1));
            }

            await CreateAsync(
                random.Next(3) switch
                {
                    0 => Wire.Post(next++, hold, 5, final: random.Next(2) == 0),
                    1 => Wire.Void(next++, hold),
                    _ => Wire.Reverse(next++, single),
                });
        }
    }
}
