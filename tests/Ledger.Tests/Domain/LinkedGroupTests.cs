using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;
using static Mesh.Ledger.Domain.TransferStatus;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>Linked transfers: all or none, and the same answer for ever.</summary>
public sealed class LinkedGroupTests
{
    private readonly LedgerRun ledger = new();

    public LinkedGroupTests() => ledger.Create(
        Some.Account(1), Some.Account(2, limit: BalanceLimit.DebitsMustNotExceedCredits), Some.Account(3));

    [Fact]
    public void Group_AllGood_IsAppliedAndEachSeesTheOnesBefore()
    {
        // The second spends what the first brings.
        TransferTerms[] group = [Some.Single(10, 1, 2, 100).Linked(), Some.Single(11, 2, 3, 100)];

        Assert.Equal([Created, Created], StatusesOf(group));
        Assert.Equal([Exists, Exists], StatusesOf(group));
        Assert.Equal((UInt128)100, ledger.BalancesOf(3).CreditsPosted);
    }

    [Fact]
    public void Group_WithOneRefused_LeavesNothingAndEachIsRefusedForEver()
    {
        TransferTerms[] group = [Some.Single(10, 1, 2, 100).Linked(), Some.Single(11, 2, 3, 101).Linked(), Some.Single(12, 1, 3, 1)];
        TransferStatus[] expected = [LinkedTransferFailed, ExceedsCredits, LinkedTransferFailed];

        Assert.Equal(expected, StatusesOf(group));
        Assert.Equal(default, ledger.BalancesOf(2));
        Assert.Equal(expected, StatusesOf(group));
        Assert.Equal(LinkedTransferFailed, ledger.StatusOf(group[2]));
        Assert.Empty(LedgerInvariants.Check(ledger.State));
    }

    [Fact]
    public void Group_BetweenOthers_TakesNobodyWithIt()
    {
        var statuses = StatusesOf(
            Some.Single(10, 1, 3, 1),
            Some.Single(11, 1, 3, 1).Linked(), Some.Single(12, 9, 3, 1),
            Some.Single(13, 1, 3, 1).Linked(), Some.Single(14, 1, 3, 1),
            Some.Single(15, 1, 3, 1));

        Assert.Equal([Created, LinkedTransferFailed, DebitAccountNotFound, Created, Created, Created], statuses);
        Assert.Equal((UInt128)4, ledger.BalancesOf(3).CreditsPosted);
    }

    [Fact]
    public void Group_PartlyKnown_RefusesTheRest()
    {
        ledger.Create(Some.Single(10, 1, 3, 1).Linked(), Some.Single(11, 1, 3, 1));

        var statuses = StatusesOf(Some.Single(10, 1, 3, 1).Linked(), Some.Single(12, 1, 3, 1));

        Assert.Equal([Exists, LinkedTransferFailed], statuses);
        Assert.Equal((UInt128)2, ledger.BalancesOf(3).CreditsPosted);
    }

    [Fact]
    public void Group_WithAnIdTwice_IsRefused()
    {
        var statuses = StatusesOf(Some.Single(10, 1, 3, 1).Linked(), Some.Single(10, 1, 3, 1).Linked(), Some.Single(11, 1, 3, 1));

        Assert.All(statuses, status => Assert.Equal(LinkedTransferFailed, status));
        Assert.Equal(default, ledger.BalancesOf(3));
    }

    [Fact]
    public void Group_OfExchange_MovesTwoAssetsOrNone()
    {
        ledger.Create(Some.Account(4, "USD"), Some.Account(5, "USD"));

        Assert.Equal([Created, Created], StatusesOf(Some.Single(10, 1, 3, 100).Linked(), Some.Single(11, 4, 5, 108)));
        Assert.Equal(
            [LinkedTransferFailed, AccountsMustHaveTheSameAsset],
            StatusesOf(Some.Single(12, 1, 3, 100).Linked(), Some.Single(13, 4, 3, 108)));
        Assert.Equal(((UInt128)100, (UInt128)108), (ledger.BalancesOf(3).CreditsPosted, ledger.BalancesOf(5).CreditsPosted));
    }

    [Fact]
    public void Group_ThatClosesAndHolds_IsTakenBackWhole()
    {
        var before = ledger.Digest;
        ledger.State.Undo.Begin();

        var statuses = StatusesOf(
            Some.Pending(10, 1, 3, 5).For(60).With(TransferFlags.ClosingCredit).Linked(),
            Some.Single(11, 1, 2, 7).Linked(),
            Some.Single(12, 1, 3, 1));

        Assert.Equal([LinkedTransferFailed, LinkedTransferFailed, CreditAccountAlreadyClosed], statuses);
        Assert.Empty(ledger.State.Expiries);
        Assert.False(ledger.Book.FindAccount(Some.Id(3))!.Value.IsClosed);
        ledger.State.Undo.Rollback();
        Assert.Equal(before, ledger.Digest);
    }

    private TransferStatus[] StatusesOf(params TransferTerms[] transfers) =>
        [.. ledger.Create(transfers).Select(result => result.Status)];
}
