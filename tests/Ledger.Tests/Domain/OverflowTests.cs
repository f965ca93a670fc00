using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>No side of an account leaves 0 to 2^128 - 1, the trial balance has room for all of them, and nothing ever throws.</summary>
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

    /// <summary>What blocks an account blocks only its one side.</summary>
    [Fact]
    public void Create_BesideAFullAccount_IsApplied()
    {
        ledger.Create(Some.Single(1, 1, 2, UInt128.MaxValue));

        Assert.Equal(TransferStatus.OverflowsBalance, ledger.StatusOf(Some.Single(2, 1, 3, 1)));
        Assert.Equal(TransferStatus.OverflowsBalance, ledger.StatusOf(Some.Single(3, 3, 2, 1)));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(4, 3, 4, UInt128.MaxValue)));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(5, 2, 1, UInt128.MaxValue)));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Pending(6, 4, 3, UInt128.MaxValue)));
        Assert.Equal(new WideAmount(2, UInt128.MaxValue - 2), ledger.Book.SumsOf("EUR").Posted);
        Assert.Equal(UInt128.MaxValue, ledger.Book.SumsOf("EUR").Pending);
        Assert.Empty(LedgerInvariants.Check(ledger.State));
        ledger.Create(Some.Void(7, 6));
        Assert.Equal((UInt128)0, ledger.Book.SumsOf("EUR").Pending);
    }

    [Fact]
    public void Post_OfAHoldThatFillsTheBalance_IsApplied()
    {
        ledger.Create(Some.Single(1, 1, 2, 1), Some.Pending(2, 1, 2, UInt128.MaxValue - 1));

        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Post(3, 2, UInt128.MaxValue - 1)));
        Assert.Equal(UInt128.MaxValue, ledger.BalancesOf(1).DebitsPosted);
    }
}
