using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>
/// One prepared ledger, and for every status what leads to it. Where several statuses would apply the row shows which one is the answer.
/// </summary>
public sealed class TransferStatusTests
{
    private const int Bank = 1;
    private const int Wallet = 2;
    private const int Shop = 3;
    private const int Dollars = 4;
    private const int Receivable = 5;
    private const int Nobody = 98;

    private const int Applied = 100;
    private const int Refused = 101;
    private const int OpenHold = 102;
    private const int PostedHold = 103;
    private const int PartialPost = 104;
    private const int VoidedHold = 105;
    private const int ExpiredHold = 110;
    private const int Closed = 6;
    private const int ClosingHold = 111;
    private const int HoldOnClosed = 112;
    private const int Reversed = 113;
    private const int Reversal = 114;
    private const int Spent = 115;
    private const int Empty = 7;
    private const int Overdrawn = 8;
    private const int Frozen = 9;
    private const int HoldOnFrozen = 117;
    private const int SpentByFrozen = 118;
    private const int ShutByClient = 10;
    private const int Old = 11;
    private const int Older = 12;
    private const int Import = 119;
    private const int Young = 13;
    private const int Younger = 14;
    private const int New = 900;

    private static readonly TransferTerms LinkedRefused = Some.Single(120, Bank, Shop, 1).Linked();

    private static readonly TransferTerms First = Some.Single(Applied, Bank, Wallet, 100) with
    {
        ExternalReference = "first",
        EffectiveTime = new(1),
        Metadata = Some.Metadata("why", "because"),
    };

    private static readonly TransferTerms FirstImport = Some.Single(Import, Old, Older, 3).Imported(secondsAgo: 50);

    private static readonly TransferTerms FirstPost = Some.Post(PartialPost, PostedHold, 10, final: true);

    private readonly LedgerRun ledger = Prepare();

    public static TheoryData<TransferTerms, TransferStatus> Repeats
    {
        get
        {
            // Each differs in its own field and in every later one.
            var imported = FirstImport with { ImportTime = Some.Ago(3) };
            var metadata = First with { Metadata = Some.Metadata("why", "not") };
            var effective = metadata with { EffectiveTime = new(2) };
            var reference = effective with { ExternalReference = "other" };
            var code = reference with { Code = 2 };
            var amount = code with { Amount = 1 };
            var credit = amount with { CreditAccountId = Some.Id(Nobody) };
            var debit = credit with { DebitAccountId = Some.Id(Nobody + 1) };
            var flags = debit.Linked();
            var kind = flags with { Kind = TransferKind.Pending };
            var timeout = Some.Pending(OpenHold, Bank, Wallet, 49).For(1);
            var reversesId = Some.Reverse(Reversal, Bank) with { Code = 2 };
            var final = FirstPost with { Final = false, Code = 2 };
            var pendingId = final with { PendingId = Some.Id(OpenHold), Amount = 3 };
            return new()
            {
                { First, TransferStatus.Exists },
                { FirstPost, TransferStatus.Exists },
                { kind, TransferStatus.ExistsWithDifferentKind },
                { flags, TransferStatus.ExistsWithDifferentFlags },
                { timeout, TransferStatus.ExistsWithDifferentTimeout },
                { reversesId, TransferStatus.ExistsWithDifferentReversesId },
                { LinkedRefused, TransferStatus.LinkedTransferFailed },
                { pendingId, TransferStatus.ExistsWithDifferentPendingId },
                { debit, TransferStatus.ExistsWithDifferentDebitAccountId },
                { credit, TransferStatus.ExistsWithDifferentCreditAccountId },
                { amount, TransferStatus.ExistsWithDifferentAmount },
                { final, TransferStatus.ExistsWithDifferentFinal },
                { code, TransferStatus.ExistsWithDifferentCode },
                { reference, TransferStatus.ExistsWithDifferentExternalReference },
                { effective, TransferStatus.ExistsWithDifferentEffectiveTime },
                { First with { EffectiveTime = null }, TransferStatus.ExistsWithDifferentEffectiveTime },
                { metadata, TransferStatus.ExistsWithDifferentMetadata },
                { imported, TransferStatus.ExistsWithDifferentCreateTime },
                { imported with { Metadata = Some.Metadata("why", "not") }, TransferStatus.ExistsWithDifferentMetadata },
                { FirstImport with { ImportTime = null }, TransferStatus.ExistsWithDifferentFlags },
                { FirstImport, TransferStatus.Exists },
                { FirstImport.At(1, 1), TransferStatus.ExistsWithDifferentExchangeRate },
                { FirstImport.At(1, 1) with { ImportTime = Some.Ago(3) }, TransferStatus.ExistsWithDifferentCreateTime },
                { First with { Metadata = Metadata.Empty }, TransferStatus.ExistsWithDifferentMetadata },
                { Some.Single(Refused, Wallet, Shop, 101), TransferStatus.ExceedsCredits },
                { Some.Single(Refused, Wallet, Shop, 100), TransferStatus.ExistsWithDifferentAmount },
                { Some.Void(Refused, OpenHold), TransferStatus.ExistsWithDifferentKind },
            };
        }
    }

    public static TheoryData<string, TransferTerms, TransferStatus> NewIds => new()
    {
        { "neither account exists", Some.Single(New, Nobody, Nobody + 1, 1), TransferStatus.DebitAccountNotFound },
        { "no credit account", Some.Single(New, Bank, Nobody, UInt128.MaxValue), TransferStatus.CreditAccountNotFound },
        { "other asset, too much", Some.Single(New, Wallet, Dollars, UInt128.MaxValue), TransferStatus.AccountsMustHaveTheSameAsset },
        { "post of nothing", Some.Post(New, Nobody, 1), TransferStatus.PendingTransferNotFound },
        { "void of nothing", Some.Void(New, Nobody), TransferStatus.PendingTransferNotFound },
        { "post of what was refused", Some.Post(New, Refused, 1), TransferStatus.PendingTransferNotFound },
        { "post of a single transfer", Some.Post(New, Applied, 1), TransferStatus.PendingTransferNotPending },
        { "void of a post", Some.Void(New, PartialPost), TransferStatus.PendingTransferNotPending },
        { "post of a closed hold, too much", Some.Post(New, PostedHold, 1_000), TransferStatus.PendingTransferAlreadyPosted },
        { "void of a closed hold", Some.Void(New, PostedHold), TransferStatus.PendingTransferAlreadyPosted },
        { "post of a voided hold, too much", Some.Post(New, VoidedHold, 1_000), TransferStatus.PendingTransferAlreadyVoided },
        { "second void", Some.Void(New, VoidedHold), TransferStatus.PendingTransferAlreadyVoided },
        { "post after its time, too much", Some.Post(New, ExpiredHold, 1_000), TransferStatus.PendingTransferExpired },
        { "void after its time", Some.Void(New, ExpiredHold), TransferStatus.PendingTransferExpired },
        { "post of a hold of a closed account", Some.Post(New, ClosingHold, 1), TransferStatus.DebitAccountAlreadyClosed },
        { "post into a closed account", Some.Post(New, HoldOnClosed, 1), TransferStatus.CreditAccountAlreadyClosed },
        { "void of a hold on a closed account", Some.Void(New, HoldOnClosed), TransferStatus.Created },
        { "from a closed account, too much", Some.Single(New, Closed, Shop, UInt128.MaxValue), TransferStatus.DebitAccountAlreadyClosed },
        { "into a closed account", Some.Single(New, Bank, Closed, 1), TransferStatus.CreditAccountAlreadyClosed },
        { "from an account that the client closed", Some.Single(New, ShutByClient, Closed, 1), TransferStatus.DebitAccountAlreadyClosed },
        { "from a frozen account into a closed one", Some.Single(New, Frozen, Closed, 1), TransferStatus.CreditAccountAlreadyClosed },
        { "from a frozen account, too much", Some.Single(New, Frozen, Shop, UInt128.MaxValue), TransferStatus.DebitAccountFrozen },
        { "into a frozen account, too much", Some.Pending(New, Wallet, Frozen, UInt128.MaxValue), TransferStatus.CreditAccountFrozen },
        { "post of a hold of a frozen account", Some.Post(New, HoldOnFrozen, 1), TransferStatus.DebitAccountFrozen },
        { "post of it, too much", Some.Post(New, HoldOnFrozen, 6), TransferStatus.ExceedsPendingTransferAmount },
        { "void of a hold on a frozen account", Some.Void(New, HoldOnFrozen), TransferStatus.Created },
        { "reversal into a frozen account", Some.Reverse(New, SpentByFrozen), TransferStatus.CreditAccountFrozen },
        { "import of the future", Some.Single(New, Nobody, Shop, 1).Imported(-60), TransferStatus.ImportedTimeMustNotAdvance },
        { "import of old after new", Some.Void(New, Nobody).Imported(secondsAgo: 40), TransferStatus.ImportedTimeMustNotRegress },
        { "import between new", Some.Single(New, Young, Younger, 1).Imported(-9), TransferStatus.ImportedTimeMustPostdateDebitAccount },
        { "import into new", Some.Single(New, Bank, Younger, 1).Imported(-9), TransferStatus.ImportedTimeMustPostdateCreditAccount },
        { "import of too much", Some.Single(New, Young, Younger, 51).Imported(-9), TransferStatus.ExceedsCredits },
        { "exchange without a first leg", Some.Single(New, Bank, Shop, 1).At(1, 1), TransferStatus.ExchangeAmountMismatch },
        { "import after all", Some.Single(New, Bank, Shop, 1).Imported(secondsAgo: -9), TransferStatus.Created },
        { "reversal of nothing", Some.Reverse(New, Nobody), TransferStatus.ReversedTransferNotFound },
        { "reversal of what was refused", Some.Reverse(New, Refused), TransferStatus.ReversedTransferNotFound },
        { "reversal of a hold", Some.Reverse(New, OpenHold), TransferStatus.ReversedTransferNotReversible },
        { "reversal of a reversal", Some.Reverse(New, Reversal), TransferStatus.ReversedTransferNotReversible },
        { "second reversal", Some.Reverse(New, Reversed), TransferStatus.ReversedTransferAlreadyReversed },
        { "reversal of what has been spent", Some.Reverse(New, Spent), TransferStatus.ExceedsCredits },
        { "reversal of a post", Some.Reverse(New, PartialPost), TransferStatus.Created },
        { "balancing nothing", Some.Single(New, Empty, Shop, 5).With(TransferFlags.BalancingDebit), TransferStatus.ExceedsCredits },
        { "balancing without room", Some.Single(New, Bank, Wallet, 5).With(TransferFlags.BalancingCredit), TransferStatus.ExceedsDebits },
        { "balancing what is there", Some.Single(New, Wallet, Shop, 101).With(TransferFlags.BalancingDebit), TransferStatus.Created },
        { "within the overdraft", Some.Single(New, Overdrawn, Shop, 30), TransferStatus.Created },
        { "one past the overdraft", Some.Single(New, Overdrawn, Shop, 31), TransferStatus.ExceedsCredits },
        { "post one past the hold", Some.Post(New, OpenHold, 51), TransferStatus.ExceedsPendingTransferAmount },
        { "post of the whole hold", Some.Post(New, OpenHold, 50), TransferStatus.Created },
        { "beyond every number and limit", Some.Single(New, Bank, Receivable, UInt128.MaxValue), TransferStatus.OverflowsBalance },
        { "hold beyond every number", Some.Pending(New, Bank, Shop, UInt128.MaxValue), TransferStatus.OverflowsBalance },
        { "one past both limits", Some.Single(New, Wallet, Receivable, 101), TransferStatus.ExceedsCredits },
        { "hold one past the credits", Some.Pending(New, Wallet, Shop, 101), TransferStatus.ExceedsCredits },
        { "all of the credits", Some.Single(New, Wallet, Shop, 100), TransferStatus.Created },
        { "one past the debits", Some.Single(New, Bank, Receivable, 8), TransferStatus.ExceedsDebits },
        { "hold one past the debits", Some.Pending(New, Bank, Receivable, 8), TransferStatus.ExceedsDebits },
        { "all of the debits", Some.Single(New, Bank, Receivable, 7), TransferStatus.Created },
    };

    [Theory]
    [MemberData(nameof(Repeats))]
    public void Create_KnownId_AnswersByTheFirstDifferenceAndChangesNothing(TransferTerms again, TransferStatus expected)
    {
        var before = ledger.Digest;
        var first = ledger.Book.FindTransfer(again.Id)!.Value;

        var result = Assert.Single(ledger.Create(again));

        Assert.Equal((expected, first.CreateTime, true), (result.Status, result.CreateTime, result.Replayed));
        Assert.Equal(before, ledger.Digest);
    }

    [Theory]
    [MemberData(nameof(NewIds))]
    public void Create_NewId_AnswersInTheOrderOfPrecedence(string situation, TransferTerms asked, TransferStatus expected)
    {
        var before = ledger.Book.TrialBalance.ToArray();

        var result = Assert.Single(ledger.Create(asked));

        Assert.Equal((situation, expected, false), (situation, result.Status, result.Replayed));
        Assert.Equal(expected == TransferStatus.Created, !before.SequenceEqual(ledger.Book.TrialBalance));
        Assert.Empty(LedgerInvariants.Check(ledger.State));
    }

    [Theory]
    [MemberData(nameof(NewIds))]
    public void Create_RepeatAfterTheReasonHasGone_GivesTheFirstAnswer(string situation, TransferTerms asked, TransferStatus expected)
    {
        var first = ledger.Create(asked)[0];
        ledger.Create(Some.Account(Nobody), Some.Account(Nobody + 1));
        ledger.Create(Some.Single(New + 1, Bank, Wallet, 5_000), Some.Single(New + 2, Receivable, Shop, 5_000));

        var again = ledger.Create(asked)[0];

        var same = expected == TransferStatus.Created ? TransferStatus.Exists : expected;
        Assert.Equal((situation, same, first.CreateTime, true), (situation, again.Status, again.CreateTime, again.Replayed));
    }

    [Fact]
    public void Tables_Together_HaveEveryStatus()
    {
        // What concerns two legs is in ExchangeTests.
        var shown = Repeats.Select(row => row.Data.Item2).Concat(NewIds.Select(row => row.Data.Item3)).Distinct().Order();

        Assert.Equal(Enum.GetValues<TransferStatus>().Except([TransferStatus.ExchangeAssetsMustDiffer]), shown);
    }

    [Fact]
    public void Create_InABookWithNothing_RefusesAndRemembers()
    {
        var empty = new LedgerRun();

        var statuses = empty.Create(Some.Single(1, Bank, Wallet, 1), Some.Void(2, 1)).Select(result => result.Status);

        Assert.Equal([TransferStatus.DebitAccountNotFound, TransferStatus.PendingTransferNotFound], statuses);
        Assert.Equal(TransferStatus.DebitAccountNotFound, empty.StatusOf(Some.Single(1, Bank, Wallet, 1)));
    }

    private static LedgerRun Prepare()
    {
        var ledger = new LedgerRun();
        ledger.Create(Some.Account(Older).Imported(secondsAgo: 70), Some.Account(Old).Imported(secondsAgo: 60));
        ledger.Create(FirstImport);
        ledger.Create(
            Some.Account(Bank),
            Some.Account(Wallet, limit: BalanceLimit.DebitsMustNotExceedCredits),
            Some.Account(Shop),
            Some.Account(Dollars, "USD"),
            Some.Account(Receivable, limit: BalanceLimit.CreditsMustNotExceedDebits),
            Some.Account(Closed),
            Some.Account(Empty, limit: BalanceLimit.DebitsMustNotExceedCredits),
            Some.Account(Overdrawn, limit: BalanceLimit.DebitsMustNotExceedCredits) with { OverdraftLimit = 30 });
        var statuses = ledger.Create(
            First,
            Some.Single(Refused, Wallet, Shop, 101),
            Some.Pending(OpenHold, Bank, Shop, 50),
            Some.Pending(PostedHold, Bank, Shop, 20),
            FirstPost,
            Some.Pending(VoidedHold, Bank, Shop, 30),
            Some.Void(106, VoidedHold),
            Some.Single(107, Receivable, Shop, 7)).Select(result => result.Status).ToArray();
        Assert.Equal(TransferStatus.ExceedsCredits, statuses[1]);
        Assert.Equal(7, statuses.Count(status => status == TransferStatus.Created));
        var more = ledger.Create(
            Some.Pending(ExpiredHold, Bank, Shop, 5).For(10),
            Some.Pending(HoldOnClosed, Bank, Closed, 5),
            Some.Pending(ClosingHold, Closed, Shop, 1).With(TransferFlags.ClosingDebit),
            Some.Single(Reversed, Bank, Shop, 9),
            Some.Reverse(Reversal, Reversed),
            Some.Single(Spent, Bank, Empty, 3),
            Some.Single(116, Empty, Shop, 3)).Select(result => result.Status);
        Assert.All(more, status => Assert.Equal(TransferStatus.Created, status));
        Assert.Equal(
            [TransferStatus.LinkedTransferFailed, TransferStatus.ExceedsCredits],
            ledger.Create(LinkedRefused, Some.Single(121, Wallet, Shop, 101)).Select(result => result.Status));
        ledger.Create(Some.Account(Frozen), Some.Account(ShutByClient));
        ledger.Create(Some.Pending(HoldOnFrozen, Frozen, Shop, 5), Some.Single(SpentByFrozen, Frozen, Shop, 2));
        Assert.All(
            ledger.Update(Some.Update(1, Frozen, isFrozen: true), Some.Update(2, ShutByClient, isClosed: true)),
            result => Assert.Equal(AccountUpdateStatus.Updated, result.Status));
        ledger.Pass(seconds: 10);
        ledger.Decide(new ExpireHolds());
        ledger.Create(
            Some.Account(Young, limit: BalanceLimit.DebitsMustNotExceedCredits) with { OverdraftLimit = 50 }, Some.Account(Younger));
        return ledger;
    }
}
