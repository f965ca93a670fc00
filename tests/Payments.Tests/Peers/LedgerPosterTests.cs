using Grpc.Core;
using Mesh.Kernel;
using Mesh.Ledger.V1;
using Mesh.Payments.Service.Peers;
using Mesh.Payments.Service.Ports;
using Mesh.Payments.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Payments.Tests.Peers;

/// <summary>What payments says to the ledger, and what it makes of the answers.</summary>
public sealed class LedgerPosterTests : IAsyncLifetime
{
    private static readonly LedgerAccount Receivable = new(Some.Tenant, AccountRole.AcquirerReceivable, "", Some.Euro);
    private static readonly LedgerAccount Payable = new(Some.Tenant, AccountRole.MerchantPayable, "shop", Some.Euro);
    private readonly ScriptedLedgerClient client = new();
    private readonly LedgerPoster poster;

    public LedgerPosterTests() => poster = new LedgerPoster(client, TimeProvider.System, NullLogger<LedgerPoster>.Instance);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => poster.DisposeAsync();

    [Fact]
    public async Task Post_OfAHold_OpensItsAccountsOnce()
    {
        await poster.PostAsync(Hold(1), CancellationToken.None);
        await poster.PostAsync(Hold(2), CancellationToken.None);

        var accounts = Assert.Single(client.Accounts).Accounts;
        Assert.Equal([(1_100U, AccountType.Asset, false), (2_100U, AccountType.Liability, true)],
            accounts.Select(account => (account.Code, account.Type, account.DebitsMustNotExceedCredits)));
        Assert.Equal(2, client.Transfers.Count);
        var transfer = client.Transfers[0].Transfers[0];
        Assert.Equal((TransferKind.Pending, Receivable.Id.ToString(), Payable.Id.ToString(), 500UL),
            (transfer.Kind, transfer.DebitAccountId, transfer.CreditAccountId, transfer.Amount.Low));
    }

    [Theory]
    [InlineData(CreateTransferStatus.Created, null)]
    [InlineData(CreateTransferStatus.Exists, null)]
    [InlineData(CreateTransferStatus.ExceedsCredits, "exceeds_credits")]
    public async Task Post_Answered_IsDoneOrHasAReason(CreateTransferStatus status, string? reason)
    {
        client.Outcome = status;

        Assert.Equal(reason, await poster.PostAsync(Hold(1), CancellationToken.None));
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Unknown)]
    [InlineData(StatusCode.Internal)]
    public async Task Post_WhileTheLedgerIsAway_IsRepeatedUnchanged(StatusCode code)
    {
        client.FailTransfers(code, times: 3);

        Assert.Null(await poster.PostAsync(Hold(1), CancellationToken.None));

        Assert.Equal(4, client.Transfers.Count);
        Assert.All(client.Transfers, request => Assert.Equal(client.Transfers[0], request));
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.ResourceExhausted)]
    public async Task Post_ThatWillNeverPass_FailsAtOnce(StatusCode code)
    {
        client.FailTransfers(code, times: 1);

        await Assert.ThrowsAsync<RpcException>(() => poster.PostAsync(Hold(1), CancellationToken.None));
        Assert.Single(client.Transfers);
    }

    [Fact]
    public async Task Post_AnsweredWithInternalAgainAndAgain_GivesUp()
    {
        client.FailTransfers(StatusCode.Internal, times: int.MaxValue);

        await Assert.ThrowsAsync<RpcException>(() => poster.PostAsync(Hold(1), CancellationToken.None));

        Assert.Equal(PeerLimits.InternalTriesMax, client.Transfers.Count);
    }

    [Fact]
    public async Task Balance_WithTheLedgerAway_IsUnavailableAtOnce()
    {
        client.AccountFailure = StatusCode.Unavailable;

        await Assert.ThrowsAsync<ServiceUnavailableException>(
            () => poster.BalanceAsync(Some.Tenant, Payable.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Balance_OfAnAccountThatIsNotThere_IsZero()
    {
        client.AccountFailure = StatusCode.NotFound;

        Assert.Equal((0, 0), await poster.BalanceAsync(Some.Tenant, Payable.Id, CancellationToken.None));
    }

    [Fact]
    public void AccountId_OfTheSameRoleOwnerAndCurrency_IsTheSame()
    {
        Assert.Equal(Payable.Id, new LedgerAccount(Some.Tenant, AccountRole.MerchantPayable, "shop", Some.Euro).Id);
        Assert.Equal(4, new[]
        {
            Payable.Id,
            new LedgerAccount("other", AccountRole.MerchantPayable, "shop", Some.Euro).Id,
            new LedgerAccount(Some.Tenant, AccountRole.Wallet, "shop", Some.Euro).Id,
            new LedgerAccount(Some.Tenant, AccountRole.MerchantPayable, "shop", Some.Money("USD")).Id,
        }.Distinct().Count());
    }

    private static LedgerTransfer Hold(int id) => new(
        Some.Id(id), LedgerStep.Hold, Receivable, Payable, AmountMinor: 500, HoldId: default, Final: false, Some.Tenant, "pay_1");
}
