using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

public sealed class HoldTests
{
    private const int Wallet = 1;
    private const int Shop = 2;
    private const int Hold = 10;

    private readonly LedgerRun ledger = new();

    public HoldTests()
    {
        ledger.Create(Some.Account(Wallet, limit: BalanceLimit.DebitsMustNotExceedCredits), Some.Account(Shop), Some.Account(3));
        ledger.Create(Some.Single(1, 3, Wallet, 100), Some.Pending(Hold, Wallet, Shop, 100));
    }

    [Fact]
    public void Pending_Created_HoldsOnBothSidesAndPostsNothing()
    {
        Assert.Equal(new Balances(0, 100, 100, 0), ledger.BalancesOf(Wallet));
        Assert.Equal(new Balances(0, 0, 0, 100), ledger.BalancesOf(Shop));
        AssertHold(100, 0, HoldState.Open);
    }

    [Fact]
    public void Pending_Open_CountsAgainstTheLimit() =>
        Assert.Equal(TransferStatus.ExceedsCredits, ledger.StatusOf(Some.Single(2, Wallet, Shop, 1)));

    [Fact]
    public void Post_SeveralParts_UsesTheHoldUpAndThenClosesIt()
    {
        var statuses = ledger.Create(
            Some.Post(11, Hold, 40), Some.Post(12, Hold, 40), Some.Post(13, Hold, 21), Some.Post(14, Hold, 20), Some.Post(15, Hold, 1));

        Assert.Equal(
            [
                TransferStatus.Created, TransferStatus.Created, TransferStatus.ExceedsPendingTransferAmount, TransferStatus.Created,
                TransferStatus.PendingTransferAlreadyPosted,
            ],
            statuses.Select(result => result.Status));
        Assert.Equal(new Balances(100, 100, 0, 0), ledger.BalancesOf(Wallet));
        AssertHold(0, 0, HoldState.Posted);
    }

    [Fact]
    public void Post_Final_ReleasesTheRest()
    {
        ledger.Create(Some.Post(11, Hold, 30));

        var status = ledger.StatusOf(Some.Post(12, Hold, 20, final: true));

        Assert.Equal(TransferStatus.Created, status);
        Assert.Equal(new Balances(50, 100, 0, 0), ledger.BalancesOf(Wallet));
        Assert.Equal(new Balances(0, 50, 0, 0), ledger.BalancesOf(Shop));
        AssertHold(0, 50, HoldState.Posted);
    }

    [Fact]
    public void Post_FinalOfAllThatIsLeft_ReleasesNothing()
    {
        ledger.Create(Some.Post(11, Hold, 100, final: true));

        AssertHold(0, 0, HoldState.Posted);
    }

    [Fact]
    public void Void_AfterAPartialPost_ReleasesWhatIsLeft()
    {
        ledger.Create(Some.Post(11, Hold, 30), Some.Void(12, Hold));

        Assert.Equal(new Balances(30, 100, 0, 0), ledger.BalancesOf(Wallet));
        AssertHold(0, 70, HoldState.Voided);
        Assert.Equal((UInt128)70, ((TransferApplied)ledger.Events[^1]).Amount);
    }

    [Fact]
    public void Void_Whole_GivesTheMoneyBackToSpend()
    {
        ledger.Create(Some.Void(11, Hold));

        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(12, Wallet, Shop, 100)));
    }

    [Fact]
    public void EndOfHold_Applied_NamesTheAccountsOfTheHold()
    {
        ledger.Create(Some.Post(11, Hold, 30), Some.Void(12, Hold));

        Assert.All(ledger.Events.TakeLast(2).Cast<TransferApplied>(), applied =>
        {
            Assert.Equal(Some.Id(Wallet), applied.DebitAccountId);
            Assert.Equal(Some.Id(Shop), applied.CreditAccountId);
        });
    }

    private void AssertHold(UInt128 held, UInt128 released, HoldState state)
    {
        var hold = ledger.HoldOf(Hold);
        Assert.Equal((held, released, state), (hold.Held, hold.Released, hold.State));
    }
}
