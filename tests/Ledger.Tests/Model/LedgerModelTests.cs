using System.Globalization;
using System.Numerics;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Model;

public sealed class LedgerModelTests
{
    // One round misses one of the rarest statuses now and then; ten in a row never did.
    private const int RoundsMax = 10;

    [Fact]
    public void AnySequence_NextToThePlainModel_GivesTheSameAnswersAndBalances() => Checking.ForAllSequences(commands =>
    {
        var (ledger, plain) = (new LedgerRun(), new PlainLedger());
        foreach (var command in commands)
        {
            var time = ledger.Now;
            Assert.Equal(AnswersOf(plain, command, time), AnswersOf(ledger.Decide(command)));
        }

        // What has expired by now and was not asked about is written down first.
        ledger.Decide(new ExpireHolds());

        foreach (var (book, id) in plain.Accounts)
        {
            Assert.Equal(plain.MetadataOf(book, id), ledger.State.FindBook(book)!.MetadataOf(id));
            var balances = ledger.State.FindBook(book)!.FindAccount(id)!.Value.Balances;
            Assert.Equal(plain.BalancesOf(book, id, ledger.Now), (
                (BigInteger)balances.DebitsPosted, (BigInteger)balances.CreditsPosted,
                (BigInteger)balances.DebitsPending, (BigInteger)balances.CreditsPending));
        }
    });

    [Fact]
    public void AnySequence_AfterEachCommand_KeepsEveryInvariant() => Checking.ForAllSequences(commands =>
    {
        var ledger = new LedgerRun();
        foreach (var command in commands)
        {
            ledger.Decide(command);
            Assert.Empty(LedgerInvariants.Check(ledger.State));
        }
    });

    [Fact]
    public void AnySequence_SentTwice_ChangesNothingAndGivesTheFirstAnswers() => Checking.ForAllSequences(commands =>
    {
        // Assets are there from the beginning, or an account that is refused for want of one would be created by the repeat.
        var ledger = new LedgerRun();
        foreach (var book in new[] { "acme", "other" })
        {
            ledger.Decide(new CreateAssets(book, [Some.Asset("POINTS"), Some.Asset("USDC")]));
        }

        var asked = commands.Where(command => command is not TimePasses).ToList();
        var first = commands.Select(ledger.Decide).Where(result => result is not ExpiryResult).Select(StatusesOf).ToArray();
        ledger.Decide(new ExpireHolds());
        var (digest, eventCount) = (ledger.Digest, ledger.Events.Count);

        var again = asked.Select(ledger.Decide).Select(StatusesOf).ToArray();

        Assert.Equal(first.Zip(again, (before, after) => before.Zip(after, AsRepeat).ToArray()), again);
        Assert.Equal(digest, ledger.Digest);
        Assert.Equal(eventCount, ledger.Events.Count);
    });

    [Fact]
    public void AnySequence_CutAnywhereAndRolledBack_LeavesNoTrace() => Checking.ForAllSequences(commands =>
    {
        var ledger = new LedgerRun();
        var half = commands.Length / 2;
        foreach (var command in commands[..half])
        {
            ledger.Decide(command);
        }

        var (digest, eventCount, time) = (ledger.Digest, ledger.Events.Count, ledger.Now);
        ledger.State.Undo.Begin();
        var first = commands[half..].Select(ledger.Decide).Select(AnswersOf).ToArray();
        ledger.State.Undo.Rollback();
        ledger.ForgetAfter(eventCount, time);

        Assert.Equal(digest, ledger.Digest);
        Assert.Equal(first, commands[half..].Select(ledger.Decide).Select(AnswersOf).ToArray());
    });

    [Fact]
    public void AnySequence_ReplayedFromItsEvents_GivesTheSameDigest() => Checking.ForAllSequences(commands =>
    {
        var ledger = new LedgerRun();
        foreach (var command in commands)
        {
            ledger.Decide(command);
        }

        Assert.Equal(ledger.Digest, LedgerDigest.Of(ledger.Replay()));
    });

    /// <summary>The random commands are worth their while only if they lead everywhere.</summary>
    [Fact]
    public void RandomSequences_Together_ReachEveryStatus()
    {
        // Ten thousand assets take a test of their own.
        var missing = Enum.GetValues<AccountStatus>().Cast<Enum>()
            .Concat(Enum.GetValues<AssetStatus>().Except([AssetStatus.TooManyAssets]).Cast<Enum>())
            .Concat(Enum.GetValues<TransferStatus>().Cast<Enum>()).Concat(Enum.GetValues<AccountUpdateStatus>().Cast<Enum>()).ToHashSet();
        for (var round = 0; round < RoundsMax && missing.Count > 0; round++)
        {
            Checking.ForAllSequences(commands =>
            {
                var ledger = new LedgerRun();
                missing.ExceptWith(commands.SelectMany(command => StatusesOf(ledger.Decide(command))));
            });
        }

        Assert.Empty(missing);
    }

    private static Enum[] StatusesOf(LedgerResult result) => result switch
    {
        AssetResults assets => [.. assets.Items.Select(item => (Enum)item.Status)],
        AccountResults accounts => [.. accounts.Items.Select(item => (Enum)item.Status)],
        AccountUpdateResults updates => [.. updates.Items.Select(item => (Enum)item.Status)],
        TransferResults transfers => [.. transfers.Items.Select(item => (Enum)item.Status)],
        ExpiryResult => [],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Statuses as numbers, for accounts, updates and transfers alike.</summary>
    private static int[] AnswersOf(LedgerResult result) =>
        [.. StatusesOf(result).Select(status => Convert.ToInt32(status, CultureInfo.InvariantCulture))];

    private static int[] AnswersOf(PlainLedger plain, LedgerCommand command, Moment time) => command switch
    {
        CreateAssets create => [.. create.Assets.Select(terms => (int)plain.Create(create.Book, terms))],
        CreateAccounts create => [.. create.Accounts.Select(terms => (int)plain.Create(create.Book, terms, time))],
        CreateTransfers create => [.. plain.Create(create.Book, create.Transfers, time).Select(status => (int)status)],
        UpdateAccounts update => [.. update.Updates.Select(terms => (int)plain.Update(update.Book, terms, time))],
        TimePasses => [],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>
    /// What was created exists; every other answer, refusal or difference, stays what it was. But a refused account is not kept, and
    /// another may have taken its identifier since.
    /// </summary>
    private static Enum AsRepeat(Enum before, Enum after) => before switch
    {
        AssetStatus.Created => AssetStatus.Exists,
        AccountStatus.Created => AccountStatus.Exists,
        AccountUpdateStatus.Updated => AccountUpdateStatus.Exists,
        TransferStatus.Created => TransferStatus.Exists,
        AccountStatus.ImportedTimeMustNotAdvance or AccountStatus.ImportedTimeMustNotRegress
            when after is not AccountStatus.Created => after,
        _ => before,
    };
}
