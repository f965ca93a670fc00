using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Tests.Endpoints;

/// <summary>Many callers at once on one account.</summary>
public sealed class RaceTests : IAsyncLifetime
{
    private const int Bank = 1;
    private const int Wallet = 2;
    private const int Shop = 3;
    private const int Callers = 500;
    private const ulong Funds = 321;

    private LedgerHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await LedgerHost.StartAsync();
        var wallet = Wire.Account(Wallet);
        wallet.DebitsMustNotExceedCredits = true;
        await host.Client.CreateAccountsAsync(Wire.Accounts(Wire.Account(Bank), wallet, Wire.Account(Shop)));
        await host.Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, Bank, Wallet, Funds)));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Spenders_RacingForOneWallet_SpendExactlyWhatIsThere()
    {
        var statuses = await RaceAsync(caller => Wire.Single(1_000 + caller, Wallet, Shop, 1));

        Assert.Equal((int)Funds, statuses.Count(status => status == CreateTransferStatus.Created));
        Assert.Equal(Callers - (int)Funds, statuses.Count(status => status == CreateTransferStatus.ExceedsCredits));
        Assert.Equal((Wire.Amount(Funds), Wire.Amount(Funds)), await WalletAsync());
    }

    [Fact]
    public async Task Holders_RacingForOneWallet_HoldExactlyWhatIsThere()
    {
        var statuses = await RaceAsync(caller => Wire.Pending(1_000 + caller, Wallet, Shop, 1));

        Assert.Equal((int)Funds, statuses.Count(status => status == CreateTransferStatus.Created));
    }

    [Fact]
    public async Task Callers_RacingWithOneTransfer_ApplyItOnce()
    {
        var statuses = await RaceAsync(_ => Wire.Single(1_000, Wallet, Shop, 100));

        Assert.Equal(1, statuses.Count(status => status == CreateTransferStatus.Created));
        Assert.Equal(Callers - 1, statuses.Count(status => status == CreateTransferStatus.Exists));
        Assert.Equal((Wire.Amount(100), Wire.Amount(Funds)), await WalletAsync());
    }

    [Fact]
    public async Task Posts_RacingForOneHold_PostExactlyWhatIsHeld()
    {
        await host.Client.CreateTransfersAsync(Wire.Transfers(Wire.Pending(2, Wallet, Shop, Funds)));

        var statuses = await RaceAsync(caller => Wire.Post(1_000 + caller, 2, 1));

        Assert.Equal((int)Funds, statuses.Count(status => status == CreateTransferStatus.Created));
        Assert.Equal(Callers - (int)Funds, statuses.Count(status => status == CreateTransferStatus.PendingTransferAlreadyPosted));
    }

    private Task<CreateTransferStatus[]> RaceAsync(Func<int, Transfer> transferOf) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => SendAsync(transferOf(caller))));

    private async Task<CreateTransferStatus> SendAsync(Transfer transfer) =>
        Assert.Single((await host.Client.CreateTransfersAsync(Wire.Transfers(transfer))).Results).Status;

    private async Task<(Mesh.Type.V1.UInt128 Debits, Mesh.Type.V1.UInt128 Credits)> WalletAsync()
    {
        var account = (await host.Client.GetAccountAsync(new() { Book = Some.Book, AccountId = Wire.Id(Wallet) })).Account;
        return (account.DebitsPosted, account.CreditsPosted);
    }
}
