using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>The checker is checked: events that no decision would make are applied behind its back.</summary>
public sealed class LedgerInvariantsTests
{
    private readonly LedgerRun ledger = new();

    public LedgerInvariantsTests()
    {
        ledger.Create(Some.Account(1, limit: BalanceLimit.DebitsMustNotExceedCredits), Some.Account(2), Some.Account(3, "USD"));
        ledger.Create(Some.Single(1, 2, 1, 10), Some.Pending(2, 1, 2, 3));
    }

    [Fact]
    public void Check_AnyDecidedState_FindsNothing() => Assert.Empty(LedgerInvariants.Check(ledger.State));

    [Fact]
    public void Check_AccountsOfTwoAssets_FindsThatDebitsAndCreditsDiffer()
    {
        Apply(Some.Single(9, 2, 3, 5), debit: 2, credit: 3);

        var problems = LedgerInvariants.Check(ledger.State);

        Assert.Contains(problems, problem => problem.Contains("EUR: debits and credits differ", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("USD: the trial balance is", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_AnAccountBeyondItsLimit_NamesIt()
    {
        Apply(Some.Single(9, 1, 2, 8), debit: 1, credit: 2);

        Assert.Contains(Some.Id(1).ToString(), Assert.Single(LedgerInvariants.Check(ledger.State)), StringComparison.Ordinal);
    }

    [Fact]
    public void Digest_OfAWrongState_RefusesAndSaysWhy()
    {
        Apply(Some.Single(9, 1, 2, 8), debit: 1, credit: 2);

        var failure = Assert.Throws<InvalidOperationException>(() => LedgerDigest.Of(ledger.State));

        Assert.Contains("DebitsMustNotExceedCredits is broken", failure.Message, StringComparison.Ordinal);
    }

    private void Apply(TransferTerms terms, int debit, int credit) => ledger.State.Apply(
        new TransferApplied(Some.Book, terms, Some.Id(debit), Some.Id(credit), terms.Amount, Released: 0), new Moment(1));
}
