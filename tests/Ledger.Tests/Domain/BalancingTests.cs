using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>Balancing transfers move what is there; overdrafts count as there; reversals move back what was moved.</summary>
public sealed class BalancingTests
{
    private readonly LedgerRun ledger = new();

    public BalancingTests()
    {
        ledger.Create(
            Some.Account(1),
            Some.Account(2, limit: BalanceLimit.DebitsMustNotExceedCredits) with { OverdraftLimit = 10 },
            Some.Account(3, limit: BalanceLimit.CreditsMustNotExceedDebits),
            Some.Account(4));
        ledger.Create(Some.Single(10, 1, 2, 100), Some.Single(11, 3, 1, 70), Some.Pending(12, 2, 4, 15));
    }

    [Theory]
    [InlineData(TransferFlags.BalancingDebit, 1_000, 4, 95)]
    [InlineData(TransferFlags.BalancingDebit, 50, 4, 50)]
    [InlineData(TransferFlags.BalancingCredit, 60, 3, 60)]
    [InlineData(TransferFlags.BalancingDebit | TransferFlags.BalancingCredit, 1_000, 3, 70)]
    public void Transfer_Balancing_MovesAtMostWhatIsThere(TransferFlags flags, int asked, int credit, int moved)
    {
        var terms = Some.Single(20, 2, credit, (UInt128)asked).With(flags);

        Assert.Equal(TransferStatus.Created, ledger.StatusOf(terms));
        Assert.Equal(TransferStatus.Exists, ledger.StatusOf(terms));

        Assert.Equal((UInt128)moved, ledger.Book.FindTransfer(Some.Id(20))!.Value.Amount);
        Assert.Equal((UInt128)moved, ledger.BalancesOf(2).DebitsPosted);
        Assert.Empty(LedgerInvariants.Check(ledger.State));
    }

    /// <summary>An overdraft is room on the limited side only.</summary>
    [Fact]
    public void Transfer_BalancingTheSideWithoutLimit_LeavesTheOverdraftAlone()
    {
        ledger.Create(
            Some.Account(5, limit: BalanceLimit.CreditsMustNotExceedDebits) with { OverdraftLimit = 50 },
            Some.Account(6, limit: BalanceLimit.DebitsMustNotExceedCredits) with { OverdraftLimit = 50 });
        ledger.Create(Some.Single(30, 1, 5, 40), Some.Single(31, 6, 1, 30));

        ledger.Create(Some.Single(32, 5, 1, 1_000).With(TransferFlags.BalancingDebit));
        ledger.Create(Some.Single(33, 1, 6, 1_000).With(TransferFlags.BalancingCredit));

        Assert.Equal((UInt128)40, ledger.Book.FindTransfer(Some.Id(32))!.Value.Amount);
        Assert.Equal((UInt128)30, ledger.Book.FindTransfer(Some.Id(33))!.Value.Amount);
    }

    [Fact]
    public void Hold_Balancing_HoldsAndPostsWhatIsThere()
    {
        ledger.Create(Some.Pending(20, 2, 4, UInt128.MaxValue).With(TransferFlags.BalancingDebit));

        Assert.Equal((UInt128)95, ledger.HoldOf(20).Held);
        Assert.Equal(TransferStatus.ExceedsPendingTransferAmount, ledger.StatusOf(Some.Post(21, 20, 96)));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Post(22, 20, 95)));
    }

    [Fact]
    public void Reversal_OfABalancingTransfer_MovesBackWhatWasMovedOnce()
    {
        ledger.Create(Some.Single(20, 2, 4, 1_000).With(TransferFlags.BalancingDebit));
        var reversal = Some.Reverse(21, 20);

        Assert.Equal(TransferStatus.Created, ledger.StatusOf(reversal));

        Assert.Equal((UInt128)95, ledger.BalancesOf(4).DebitsPosted);
        Assert.Equal(Some.Id(21), ledger.Book.FindReversal(Some.Id(20)));
        Assert.Equal(TransferStatus.Exists, ledger.StatusOf(reversal));
        Assert.Equal(TransferStatus.ReversedTransferAlreadyReversed, ledger.StatusOf(Some.Reverse(22, 20)));
        Assert.Empty(LedgerInvariants.Check(ledger.State));
    }

    [Fact]
    public void Reversal_OfAPost_MovesBackBetweenTheHoldsAccounts()
    {
        ledger.Create(Some.Post(20, 12, 10));

        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Reverse(21, 20)));

        Assert.Equal(((UInt128)10, (UInt128)5), (ledger.BalancesOf(4).DebitsPosted, ledger.BalancesOf(4).CreditsPending));
        Assert.Equal((UInt128)110, ledger.BalancesOf(2).CreditsPosted);
    }

    [Fact]
    public void Overdraft_Largest_DoesNotOverflow()
    {
        ledger.Create(Some.Account(5, limit: BalanceLimit.DebitsMustNotExceedCredits) with { OverdraftLimit = UInt128.MaxValue });

        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(20, 1, 5, 100)));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(21, 5, 4, UInt128.MaxValue >> 1)));
    }
}
