using Grpc.Core;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Tests.Endpoints;

/// <summary>Sums over the accounts that a pattern names.</summary>
public sealed class AggregateBalancesTests : IAsyncLifetime
{
    private LedgerHost host = null!;

    private LedgerService.LedgerServiceClient Client => host.Client;

    public async ValueTask InitializeAsync()
    {
        host = await LedgerHost.StartAsync();
        await Client.CreateAccountsAsync(Wire.Accounts(
            Account(1, "bank/eur", code: 100, AccountType.Asset),
            Account(2, "wallet/alice", code: 200, AccountType.Liability),
            Account(3, "wallet/bob", code: 201, AccountType.Liability),
            Account(4, "wallet/carol", code: 201, AccountType.Liability, asset: "JPY"),
            Account(5, "Wallet/dave", code: 299, AccountType.Equity)));
        await Client.CreateTransfersAsync(Wire.Transfers(
            Wire.Single(1, 1, 2, 100), Wire.Single(2, 1, 3, 50), Wire.Pending(3, 2, 3, 30), Wire.Single(4, 1, 5, 7)));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task AggregateBalances_ByPrefix_AddsUpThoseAccountsByAsset()
    {
        var rows = await RowsAsync(new() { ExternalReferencePrefix = "wallet/" });

        Assert.Equal([("EUR", 2UL, 2U), ("JPY", 1UL, 0U)], rows.Select(row => (row.Asset, row.AccountCount, row.AssetScale)));
        Assert.Equal((0UL, 150UL, 30UL, 30UL), SumsOf(rows[0]));
        Assert.Equal((0UL, 0UL, 0UL, 0UL), SumsOf(rows[1]));
    }

    [Fact]
    public async Task AggregateBalances_ByCodesAndType_AddsUpWhereEveryPartHolds()
    {
        Assert.Equal([(1UL, 7UL)], CountAndCredits(await RowsAsync(new() { FirstCode = 202 })));
        Assert.Equal([(1UL, 0UL)], CountAndCredits(await RowsAsync(new() { LastCode = 199 })));
        Assert.Equal([(1UL, 100UL)], CountAndCredits(await RowsAsync(new() { FirstCode = 200, LastCode = 200 })));
        Assert.Equal(
            [(1UL, 50UL), (1UL, 0UL)],
            CountAndCredits(await RowsAsync(new() { FirstCode = 201, Type = AccountType.Liability, ExternalReferencePrefix = "wallet" })));
        Assert.Empty(await RowsAsync(new() { ExternalReferencePrefix = "nobody" }));
        Assert.Empty((await Client.AggregateBalancesAsync(new() { Book = "never-used" })).Rows);
    }

    [Fact]
    public async Task AggregateBalances_OfAll_EqualsTheTrialBalance()
    {
        var all = await RowsAsync(new());
        var trial = (await Client.GetTrialBalanceAsync(new() { Book = Some.Book })).Rows;

        Assert.Equal(
            trial.Select(row => (row.Asset, row.AccountCount, row.DebitsPosted, row.CreditsPosted, row.DebitsPending)),
            all.Select(row => (row.Asset, row.AccountCount, row.DebitsPosted, row.CreditsPosted, row.DebitsPending)));
    }

    [Fact]
    public async Task AggregateBalances_WhileMoneyMovesBetweenTheAccounts_IsOfOneMoment()
    {
        var moving = Task.WhenAll(Enumerable.Range(100, 300).Select(id => Client.CreateTransfersAsync(Wire.Transfers(
            id % 2 == 0 ? Wire.Single(id, 2, 3, 1) : Wire.Single(id, 3, 2, 1))).ResponseAsync));
        var rounds = 0;
        while (!moving.IsCompleted || rounds == 0)
        {
            rounds++;
            var sums = SumsOf((await RowsAsync(new() { ExternalReferencePrefix = "wallet/" }))[0]);
            Assert.Equal(150UL, sums.CreditsPosted - sums.DebitsPosted);
        }

        await moving;
    }

    [Fact]
    public async Task AggregateBalances_WrongFields_NamesThemAll()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => Client.AggregateBalancesAsync(new()
        {
            ExternalReferencePrefix = new string('x', 129), FirstCode = 70_000, LastCode = 65_536, Type = (AccountType)9,
        }).ResponseAsync);

        Assert.Equal(["book", "external_reference_prefix", "first_code", "last_code", "type"], Wire.Fields(failure));
    }

    private static Account Account(int id, string reference, uint code, AccountType type, string asset = "EUR")
    {
        var account = Wire.Account(id);
        (account.ExternalReference, account.Code, account.Type, account.Asset) = (reference, code, type, asset);
        return account;
    }

    private static IEnumerable<(ulong Count, ulong Credits)> CountAndCredits(IEnumerable<AggregateBalancesRow> rows) =>
        rows.Select(row => (row.AccountCount, row.CreditsPosted.Low));

    private static (ulong DebitsPosted, ulong CreditsPosted, ulong DebitsPending, ulong CreditsPending) SumsOf(AggregateBalancesRow row) =>
        (row.DebitsPosted.Low, row.CreditsPosted.Low, row.DebitsPending.Low, row.CreditsPending.Low);

    private async Task<IReadOnlyList<AggregateBalancesRow>> RowsAsync(AggregateBalancesRequest request)
    {
        request.Book = Some.Book;
        return (await Client.AggregateBalancesAsync(request)).Rows;
    }
}
