using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>An older ledger, loaded with its original times.</summary>
public sealed class ImportTests
{
    private readonly LedgerRun ledger = new();

    [Fact]
    public void Import_OfAnOldLedger_HasItsTimesAndIsInTheirOrder()
    {
        ledger.Create(Some.Account(1).Imported(secondsAgo: 90), Some.Account(2).Imported(secondsAgo: 80));
        var results = ledger.Create(
            Some.Pending(10, 1, 2, 5).Imported(secondsAgo: 70),
            Some.Post(11, 10, 2).Imported(secondsAgo: 60),
            Some.Void(12, 10).Imported(secondsAgo: 50),
            Some.Reverse(13, 11).Imported(secondsAgo: 40));

        Assert.All(results, result => Assert.Equal(TransferStatus.Created, result.Status));
        Assert.Equal([Some.Ago(70), Some.Ago(60), Some.Ago(50), Some.Ago(40)], results.Select(result => result.CreateTime));
        Assert.Equal(Some.Ago(60), ledger.Book.FindTransfer(Some.Id(11))!.Value.CreateTime);
        Assert.Equal(Some.Ago(90), ledger.Book.FindAccount(Some.Id(1))!.Value.CreateTime);
        Assert.Equal((Some.Ago(80), Some.Ago(40)), (ledger.Book.NewestAccountTime, ledger.Book.NewestTransferTime));
        Assert.Equal(new Balances(2, 2, 0, 0), ledger.BalancesOf(1));
        Assert.Equal(ledger.Digest, LedgerDigest.Of(ledger.Replay()));
    }

    [Fact]
    public void Import_SentTwice_IsARepeatWithTheOriginalTimes()
    {
        AccountTerms[] accounts = [Some.Account(1).Imported(secondsAgo: 90), Some.Account(2).Imported(secondsAgo: 80)];
        ledger.Create(accounts);
        ledger.Create(Some.Single(10, 1, 2, 5).Imported(secondsAgo: 70), Some.Single(11, 1, 2, 5).Imported(secondsAgo: 60));

        Assert.Equal(
            [new AccountResult(AccountStatus.Exists, Some.Ago(90)), new AccountResult(AccountStatus.Exists, Some.Ago(80))],
            ledger.Create(accounts));
        Assert.Equal(
            [new TransferResult(TransferStatus.Exists, Some.Ago(70), Replayed: true) { Amount = 5 }],
            ledger.Create(Some.Single(10, 1, 2, 5).Imported(secondsAgo: 70)));
    }

    [Fact]
    public void Import_AfterAnOrdinaryTransfer_IsRefused()
    {
        ledger.Create(Some.Account(1).Imported(secondsAgo: 90), Some.Account(2).Imported(secondsAgo: 80));
        ledger.Create(Some.Single(10, 1, 2, 5));
        ledger.Pass(seconds: 100);

        Assert.Equal(TransferStatus.ImportedTimeMustNotRegress, ledger.StatusOf(Some.Single(11, 1, 2, 5).Imported(secondsAgo: 70)));
        Assert.Equal(TransferStatus.ImportedTimeMustNotRegress, ledger.StatusOf(Some.Single(12, 1, 2, 5).Imported(secondsAgo: 0)));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(13, 1, 2, 5).Imported(secondsAgo: -1)));
    }

    [Fact]
    public void Import_ThatWasRefused_LeavesTheTimeFree()
    {
        ledger.Create(Some.Account(1).Imported(secondsAgo: 90), Some.Account(2).Imported(secondsAgo: 80));

        Assert.Equal(TransferStatus.DebitAccountNotFound, ledger.StatusOf(Some.Single(10, 9, 2, 5).Imported(secondsAgo: 60)));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(11, 1, 2, 5).Imported(secondsAgo: 70)));
    }

    [Fact]
    public void Import_OfALinkedGroupThatFails_LeavesTheTimeFree()
    {
        ledger.Create(Some.Account(1).Imported(secondsAgo: 90), Some.Account(2).Imported(secondsAgo: 80));

        var refused = ledger.Create(
            Some.Single(10, 1, 2, 5).Linked().Imported(secondsAgo: 50), Some.Single(11, 1, 2, 5).Imported(secondsAgo: 60));

        Assert.Equal(
            [TransferStatus.LinkedTransferFailed, TransferStatus.ImportedTimeMustNotRegress], refused.Select(result => result.Status));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(12, 1, 2, 5).Imported(secondsAgo: 70)));
    }

    [Theory]
    [InlineData(90, AccountStatus.Exists)]
    [InlineData(89, AccountStatus.ExistsWithDifferentCreateTime)]
    public void CreateAccount_ImportedBefore_IsComparedByItsTime(long secondsAgo, AccountStatus expected)
    {
        ledger.Create(Some.Account(1).Imported(secondsAgo: 90));

        Assert.Equal(expected, ledger.Create(Some.Account(1).Imported(secondsAgo))[0].Status);
        Assert.Equal(AccountStatus.ExistsWithDifferentFlags, ledger.Create(Some.Account(1))[0].Status);
    }

    [Theory]
    [InlineData(0, AccountStatus.ImportedTimeMustNotAdvance)]
    [InlineData(80, AccountStatus.ImportedTimeMustNotRegress)]
    [InlineData(81, AccountStatus.ImportedTimeMustNotRegress)]
    [InlineData(79, AccountStatus.AssetNotFound)]
    public void CreateAccount_ImportedAtAWrongTime_IsRefusedAndNotKept(long secondsAgo, AccountStatus expected)
    {
        // What follows has the very time of the first event.
        var first = new LedgerRun();
        first.Create(Some.Account(1).Imported(secondsAgo: 80));
        var eventCount = first.Events.Count;
        var now = expected == AccountStatus.ImportedTimeMustNotAdvance ? first.Now : Some.Ago(secondsAgo);

        var result = first.Create(Some.Account(2, "POINTS") with { ImportTime = now })[0];

        Assert.Equal(new AccountResult(expected, CreateTime: null), result);
        Assert.Equal(eventCount, first.Events.Count);
    }
}
