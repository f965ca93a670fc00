using Grpc.Core;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Tests.Endpoints;

/// <summary>One transfer a call, trials, and lookups of many.</summary>
public sealed class CreateTransferTests : IAsyncLifetime
{
    private const int Bank = 1;
    private const int Wallet = 2;
    private const int Shop = 3;

    private LedgerHost host = null!;

    private LedgerService.LedgerServiceClient Client => host.Client;

    public async ValueTask InitializeAsync()
    {
        host = await LedgerHost.StartAsync(historyWindowEntries: 8);
        var wallet = Wire.Account(Wallet);
        wallet.DebitsMustNotExceedCredits = true;
        await Client.CreateAccountsAsync(Wire.Accounts(Wire.Account(Bank), wallet, Wire.Account(Shop)));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task CreateTransfer_NewAndAgain_GetsTheSameAnswer()
    {
        var first = await CreateAsync(Wire.Single(1, Bank, Wallet, 100));
        var again = await CreateAsync(Wire.Single(1, Bank, Wallet, 100));

        Assert.Equal((false, 100UL), (first.Replayed, first.Amount.Low));
        Assert.Equal((true, first.CreateTime, first.Amount), (again.Replayed, again.CreateTime, again.Amount));
        var balancing = Wire.Single(2, Wallet, Shop, 1_000);
        balancing.BalancingDebit = true;
        Assert.Equal(100UL, (await CreateAsync(balancing)).Amount.Low);
        Assert.Equal(100UL, (await CreateAsync(Wire.Reverse(3, 2))).Amount.Low);
        Assert.Equal(100UL, (await CreateAsync(Wire.Reverse(3, 2))).Amount.Low);
    }

    [Fact]
    public async Task CreateTransfer_Refused_FailsWithItsStatusForEver()
    {
        var refused = await FailureAsync(Wire.Single(1, Wallet, Shop, 1));
        await CreateAsync(Wire.Single(2, Bank, Wallet, 100));
        var again = await FailureAsync(Wire.Single(1, Wallet, Shop, 1));
        var different = await FailureAsync(Wire.Single(2, Bank, Wallet, 99));

        foreach (var failure in new[] { refused, again })
        {
            Assert.Equal((StatusCode.FailedPrecondition, "TRANSFER_REFUSED"), (failure.StatusCode, Wire.Reason(failure)));
            Assert.Equal("EXCEEDS_CREDITS", StatusOf(failure));
        }

        Assert.Equal((StatusCode.AlreadyExists, "TRANSFER_EXISTS_WITH_OTHER_CONTENT"), (different.StatusCode, Wire.Reason(different)));
        Assert.Equal("EXISTS_WITH_DIFFERENT_AMOUNT", StatusOf(different));
    }

    [Fact]
    public async Task CreateTransfer_Malformed_NamesTheFields()
    {
        var linked = Wire.Single(1, Bank, Bank, 1);
        linked.Linked = true;

        Assert.Equal(["transfer.credit_account_id", "transfer.linked"], Wire.Fields(await FailureAsync(linked)));
        var leg = Wire.Single(1, Bank, Shop, 1);
        leg.ExchangeRate = Wire.Rate();
        Assert.Equal(["transfer.exchange_rate"], Wire.Fields(await FailureAsync(leg)));
        var absent = await Assert.ThrowsAsync<RpcException>(() => Client.CreateTransferAsync(new() { Book = "" }).ResponseAsync);
        Assert.Equal(["book", "transfer"], Wire.Fields(absent));
    }

    [Fact]
    public async Task CreateTransfer_ManyCallersAtOnce_ShareRecords()
    {
        await Task.WhenAll(Enumerable.Range(1, 300).Select(id => CreateAsync(Wire.Single(id, Bank, Wallet, 1))));

        var events = (await Client.ListEventsAsync(new() { Book = Some.Book, PageSize = 1_000 })).Events;
        var transfers = events.Where(happened => happened.TransferCreated is not null).ToList();
        Assert.Equal(300, transfers.Count);
        Assert.True(transfers.DistinctBy(happened => happened.Sequence).Count() < 300);
    }

    [Fact]
    public async Task CreateTransfers_ValidateOnly_AnswersAsIfAndKeepsNothing()
    {
        await CreateAsync(Wire.Single(1, Bank, Wallet, 100));
        var head = await HeadAsync();
        Transfer[] transfers =
        [
            Wire.Single(1, Bank, Wallet, 100), Wire.Single(2, Wallet, Shop, 60), Wire.Single(3, Wallet, Shop, 60),
            Wire.Pending(4, Bank, Shop, 5), Wire.Post(5, 4, 5), Wire.Single(6, Bank, Wallet, 7), Wire.Single(7, Bank, 99, 1),
        ];
        transfers[5].Linked = true;
        var request = Wire.Transfers(transfers);
        request.ValidateOnly = true;

        var trial = await Client.CreateTransfersAsync(request);

        Assert.Equal(
            [
                CreateTransferStatus.Exists, CreateTransferStatus.Created, CreateTransferStatus.ExceedsCredits,
                CreateTransferStatus.Created, CreateTransferStatus.Created, CreateTransferStatus.LinkedTransferFailed,
                CreateTransferStatus.CreditAccountNotFound,
            ],
            trial.Results.Select(result => result.Status));
        Assert.Equal([true, false], trial.Results.Take(2).Select(result => result.CreateTime is not null));
        Assert.Equal(head, await HeadAsync());
        request.ValidateOnly = false;
        var real = await Client.CreateTransfersAsync(request);
        Assert.Equal(trial.Results.Select(result => result.Status), real.Results.Select(result => result.Status));
        Assert.Equal(1, real.Results.Count(result => result.Replayed));
        var one = new CreateTransferRequest { Book = Some.Book, Transfer = Wire.Single(8, Wallet, Shop, 41), ValidateOnly = true };
        var refused = await Assert.ThrowsAsync<RpcException>(() => Client.CreateTransferAsync(one).ResponseAsync);
        Assert.Equal("EXCEEDS_CREDITS", StatusOf(refused));
        one.Transfer.Amount.Low = 40;
        Assert.Null((await Client.CreateTransferAsync(one)).CreateTime);
        Assert.Null((await Client.CreateTransferAsync(one)).CreateTime);
    }

    [Fact]
    public async Task CreateTransfers_ValidateOnlyBesideWriters_LeavesEveryBalanceAsTheWritersMakeIt()
    {
        var trial = Wire.Transfers([.. Enumerable.Range(1, 50).Select(id => Wire.Single(100_000 + id, Bank, Wallet, 1_000))]);
        trial.ValidateOnly = true;

        var writing = Task.WhenAll(Enumerable.Range(1, 200).Select(id => CreateAsync(Wire.Single(id, Bank, Wallet, 1))));
        var trials = await Task.WhenAll(Enumerable.Range(1, 50).Select(_ => Client.CreateTransfersAsync(trial).ResponseAsync));
        await writing;

        Assert.All(trials.SelectMany(each => each.Results), result => Assert.Equal(CreateTransferStatus.Created, result.Status));
        var wallet = (await Client.GetAccountAsync(new() { Book = Some.Book, AccountId = Wire.Id(Wallet) })).Account;
        Assert.Equal(200UL, wallet.CreditsPosted.Low);
        var partition = await host.Partitions.ForTenantAsync(Some.Book, CancellationToken.None);
        Assert.True((await host.Partitions.VerifyAsync(partition.Number)).IsIntact);
    }

    [Fact]
    public async Task BatchGet_SomeThereAndSomeNot_KeepsTheOrderAndNamesTheMissing()
    {
        await CreateAsync(Wire.Pending(1, Bank, Wallet, 10));
        await FailureAsync(Wire.Single(2, Wallet, Shop, 11));
        await Task.WhenAll(Enumerable.Range(100, 60).Select(id => CreateAsync(Wire.Single(id, Bank, Shop, 1))));
        await CreateAsync(Wire.Void(3, 1));

        var transfers = await Client.BatchGetTransfersAsync(
            new() { Book = Some.Book, TransferIds = { Wire.Id(120), Wire.Id(2), Wire.Id(1), Wire.Id(999), Wire.Id(3) } });
        var accounts = await Client.BatchGetAccountsAsync(
            new() { Book = Some.Book, AccountIds = { Wire.Id(Shop), Wire.Id(77), Wire.Id(Bank) } });

        Assert.Equal([Wire.Id(120), Wire.Id(1), Wire.Id(3)], transfers.Transfers.Select(transfer => transfer.Id));
        Assert.Equal([Wire.Id(2), Wire.Id(999)], transfers.MissingIds);
        Assert.Equal(HoldState.Voided, transfers.Transfers[1].HoldState);
        Assert.Equal([Wire.Id(Shop), Wire.Id(Bank)], accounts.Accounts.Select(account => account.Id));
        Assert.Equal([Wire.Id(77)], accounts.MissingIds);
        Assert.Equal((60UL, 60UL), (accounts.Accounts[0].CreditsPosted.Low, accounts.Accounts[1].DebitsPosted.Low));
        var other = await Client.BatchGetAccountsAsync(new() { Book = "never-used", AccountIds = { Wire.Id(Shop) } });
        Assert.Equal([Wire.Id(Shop)], other.MissingIds);
    }

    [Fact]
    public async Task BatchGet_WrongIds_NamesEach()
    {
        var twice = await Assert.ThrowsAsync<RpcException>(() => Client.BatchGetTransfersAsync(
            new() { Book = Some.Book, TransferIds = { Wire.Id(1), "x", Wire.Id(1) } }).ResponseAsync);
        var many = new BatchGetAccountsRequest { Book = Some.Book, AccountIds = { Enumerable.Range(1, 501).Select(Wire.Id) } };
        var tooMany = await Assert.ThrowsAsync<RpcException>(() => Client.BatchGetAccountsAsync(many).ResponseAsync);

        Assert.Equal(["transfer_ids[1]", "transfer_ids[2]"], Wire.Fields(twice));
        Assert.Equal(["account_ids"], Wire.Fields(tooMany));
    }

    private static string StatusOf(RpcException failure) => Wire.Detail<Google.Rpc.ErrorInfo>(failure).Metadata["status"];

    private async Task<CreateTransferResponse> CreateAsync(Transfer transfer) =>
        await Client.CreateTransferAsync(new() { Book = Some.Book, Transfer = transfer });

    private Task<RpcException> FailureAsync(Transfer transfer) => Assert.ThrowsAsync<RpcException>(() => CreateAsync(transfer));

    private async Task<ulong> HeadAsync() =>
        (await Client.ListEventsAsync(new() { Book = Some.Book, PageSize = 1_000 })).NextSequence;
}
