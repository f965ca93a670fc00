using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>No sum of the ledger leaves 0 to 2^128 - 1, neither an account's nor the trial balance's, and nothing ever throws for
/// it.</summary>
public sealed class OverflowTests
{
    private readonly LedgerRun ledger = new();

    public OverflowTests() =>
        ledger.Create(Some.Account(1), Some.Account(2), Some.Account(3), Some.Account(4), Some.Account(5, "USD"), Some.Account(6, "USD"));

    [Fact]
    public void Create_UpToTheLargestNumber_IsApplied()
    {
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(1, 1, 2, UInt128.MaxValue)));
        Assert.Equal(UInt128.MaxValue, ledger.BalancesOf(1).DebitsPosted);
    }

    [Theory]
    [InlineData(TransferKind.Single)]
    [InlineData(TransferKind.Pending)]
    public void Create_OnePast_IsRefused(TransferKind kind)
    {
        ledger.Create(Some.Single(1, 1, 2, UInt128.MaxValue - 10), Some.Pending(2, 1, 2, 4));

        Assert.Equal(TransferStatus.OverflowsBalance, ledger.StatusOf(Some.Single(3, 1, 2, 7) with { Kind = kind }));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(4, 1, 2, 6) with { Kind = kind }));
    }

    [Fact]
    public void Create_OtherAccountsOfAFullAsset_IsRefusedBecauseTheTrialBalanceWouldOverflow()
    {
        ledger.Create(Some.Single(1, 1, 2, UInt128.MaxValue));

        Assert.Equal(TransferStatus.OverflowsBalance, ledger.StatusOf(Some.Single(2, 3, 4, 1)));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(3, 5, 6, 1)));
        Assert.Empty(LedgerInvariants.Check(ledger.State));
    }

    [Fact]
    public void Post_OfAHoldThatFillsTheBalance_IsApplied()
    {
        ledger.Create(Some.Single(1, 1, 2, 1), Some.Pending(2, 1, 2, UInt128.MaxValue - 1));

        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Post(3, 2, UInt128.MaxValue - 1)));
        Assert.Equal(UInt128.MaxValue, ledger.BalancesOf(1).DebitsPosted);
    }
}
