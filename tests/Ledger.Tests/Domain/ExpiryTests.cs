using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>Holds with a time: given back exactly then, in one order on every replica.</summary>
public sealed class ExpiryTests
{
    private readonly LedgerRun ledger = new();

    public ExpiryTests() => ledger.Create(
        Some.Account(1), Some.Account(2, limit: BalanceLimit.DebitsMustNotExceedCredits), Some.Account(3));

    [Fact]
    public void Hold_BeforeAndAtItsTime_IsHeldThenGivenBack()
    {
        ledger.Create(Some.Single(10, 1, 2, 100), Some.Pending(11, 2, 3, 100).For(60));

        ledger.Pass(seconds: 59);
        Assert.Equal(TransferStatus.ExceedsCredits, ledger.StatusOf(Some.Single(12, 2, 3, 1)));
        ledger.Pass(seconds: 1);

        // Nobody has told the ledger of the time but this very command.
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(13, 2, 3, 100)));
        var hold = ledger.HoldOf(11);
        Assert.Equal((HoldState.Expired, (UInt128)0, (UInt128)100), (hold.State, hold.Held, hold.Released));
        Assert.Empty(LedgerInvariants.Check(ledger.State));
    }

    [Fact]
    public void Hold_PartlyPosted_GivesBackTheRest()
    {
        ledger.Create(Some.Pending(11, 1, 3, 100).For(60), Some.Post(12, 11, 30));
        ledger.Pass(seconds: 60);

        ledger.Decide(new ExpireHolds());

        Assert.Equal(new HoldExpired(Some.Book, Some.Id(11), Some.Id(1), Some.Id(3), Released: 70), ledger.Events[^1]);
        Assert.Equal(new Balances(0, 30, 0, 0), ledger.BalancesOf(3));
    }

    [Fact]
    public void Hold_EndedInTime_DoesNotExpire()
    {
        ledger.Create(
            Some.Pending(11, 1, 3, 1).For(60), Some.Void(12, 11), Some.Pending(13, 1, 3, 1).For(60), Some.Post(14, 13, 1),
            Some.Pending(15, 1, 3, 5).For(60), Some.Post(16, 15, 1, final: true));
        ledger.Pass(seconds: 100);
        var eventCount = ledger.Events.Count;

        var next = ((ExpiryResult)ledger.Decide(new ExpireHolds())).NextExpiry;

        Assert.Null(next);
        Assert.Equal(eventCount, ledger.Events.Count);
        Assert.Equal(HoldState.Voided, ledger.HoldOf(11).State);
    }

    [Fact]
    public void Holds_OfOneMoment_ExpireInTheOrderOfTheirTimes()
    {
        ledger.Create(Some.Pending(13, 1, 3, 1).For(30), Some.Pending(11, 1, 3, 1).For(20), Some.Pending(12, 1, 3, 1).For(10));
        ledger.Pass(seconds: 25);

        var next = ((ExpiryResult)ledger.Decide(new ExpireHolds())).NextExpiry;

        Assert.Equal([Some.Id(12), Some.Id(11)], ledger.Events.OfType<HoldExpired>().Select(expired => expired.PendingId));
        Assert.Equal(ledger.HoldOf(13).ExpireTime, next);
    }

    [Fact]
    public void Holds_MoreThanOneCommandGivesBack_AreAllExpiredToWhoeverAsks()
    {
        const int Count = LedgerLimits.ExpiriesMax + 1;
        ledger.Create([.. Enumerable.Range(0, Count).Select(number => Some.Pending(1_000 + number, 1, 3, 1).For(60))]);
        ledger.Pass(seconds: 60);

        Assert.Equal(TransferStatus.PendingTransferExpired, ledger.StatusOf(Some.Post(10, 1_000 + Count - 1, 1)));
        Assert.Equal(HoldState.Expired, ledger.HoldOf(1_000 + Count - 1).State);
        Assert.Equal(default, ledger.BalancesOf(3));
    }

    [Fact]
    public void ClosingHold_AtItsTime_OpensTheAccountAgain()
    {
        ledger.Create(Some.Pending(11, 3, 1, 0).For(60).With(TransferFlags.ClosingDebit));
        Assert.Equal(TransferStatus.CreditAccountAlreadyClosed, ledger.StatusOf(Some.Single(12, 1, 3, 1)));

        ledger.Pass(seconds: 60);

        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(13, 1, 3, 1)));
    }

    /// <summary>However many are due, and whosever they are: nothing is decided before all of them are given back.</summary>
    [Fact]
    public void Holds_MoreThanOneCommandGivesBack_OfAnotherBook_RefuseNothing()
    {
        const int Count = LedgerLimits.ExpiriesMax * 2;
        ledger.Decide(new CreateAccounts("other", [Some.Account(1), Some.Account(2)]));
        ledger.Decide(new CreateTransfers(
            "other", [.. Enumerable.Range(0, Count).Select(number => Some.Pending(1_000 + number, 1, 2, 1).For(60))]));
        ledger.Create(Some.Single(10, 1, 2, 100), Some.Pending(11, 2, 3, 100).For(60));
        ledger.Create(Some.Pending(12, 3, 1, 0).For(60).With(TransferFlags.ClosingDebit));
        ledger.Pass(seconds: 3_600);

        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(20, 2, 3, 100)));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(21, 3, 1, 50)));
    }

    /// <summary>Or a partition in which holds are always due would give them back for ever, and never come to the command.</summary>
    [Fact]
    public void Holds_ThatOneRecordTakes_AreGivenBackBesideTheCommand()
    {
        CreateDue(LedgerLimits.ExpiriesMax);

        var first = LedgerDecisions.Decide(
            ledger.State, new CreateTransfers(Some.Book, [Some.Single(20, 1, 3, 1)]), ledger.Happening);

        Assert.Equal(TransferStatus.Created, Assert.Single(Assert.IsType<TransferResults>(first).Items).Status);
        Assert.Equal(LedgerLimits.ExpiriesMax, ledger.Events.OfType<HoldExpired>().Count());
        Assert.IsType<TransferApplied>(ledger.Events[^1]);
    }

    /// <summary>Otherwise the command and what it gives back may not fit one record.</summary>
    [Fact]
    public void Holds_MoreThanOneRecordTakes_AreGivenBackBeforeTheCommand()
    {
        CreateDue(LedgerLimits.ExpiriesMax + 1);

        var first = LedgerDecisions.Decide(
            ledger.State, new CreateTransfers(Some.Book, [Some.Single(20, 1, 3, 1)]), ledger.Happening);

        Assert.IsType<ExpiryResult>(first);
        Assert.Equal(LedgerLimits.ExpiriesMax, ledger.Events.OfType<HoldExpired>().Count());
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(20, 1, 3, 1)));
        Assert.Equal(LedgerLimits.ExpiriesMax + 1, ledger.Events.OfType<HoldExpired>().Count());
    }

    private void CreateDue(int count)
    {
        ledger.Create([.. Enumerable.Range(0, count).Select(number => Some.Pending(1_000 + number, 1, 3, 1).For(60))]);
        ledger.Pass(seconds: 60);
    }
}
