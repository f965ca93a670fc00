using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

public sealed class AccountDecisionTests
{
    private static readonly AccountTerms First = Some.Account(1);

    /// <summary>Each row differs in its own field and in every later one: the first difference is the answer.</summary>
    public static TheoryData<AccountTerms, AccountStatus> Repeats
    {
        get
        {
            var reference = First with { ExternalReference = "other" };
            var overdraft = reference with { OverdraftLimit = 5 };
            var limit = overdraft with { Limit = BalanceLimit.CreditsMustNotExceedDebits };
            var code = limit with { Code = 201 };
            var type = code with { Type = AccountType.Asset };
            var asset = type with { Asset = "USD" };
            return new()
            {
                { First, AccountStatus.Exists },
                { asset, AccountStatus.ExistsWithDifferentAsset },
                { type, AccountStatus.ExistsWithDifferentType },
                { code, AccountStatus.ExistsWithDifferentCode },
                { limit, AccountStatus.ExistsWithDifferentFlags },
                { First with { KeepsHistory = true, ExternalReference = "other" }, AccountStatus.ExistsWithDifferentFlags },
                { overdraft, AccountStatus.ExistsWithDifferentOverdraftLimit },
                { reference, AccountStatus.ExistsWithDifferentExternalReference },
            };
        }
    }

    [Fact]
    public void Create_NewAccount_IsThereWithZeroBalances()
    {
        var ledger = new LedgerRun();

        var result = Assert.Single(ledger.Create(First));

        Assert.Equal(AccountStatus.Created, result.Status);
        Assert.Equal(new Account(First, result.CreateTime!.Value, default), ledger.Book.FindAccount(First.Id));
    }

    [Theory]
    [MemberData(nameof(Repeats))]
    public void Create_KnownId_AnswersByTheFirstDifferenceAndChangesNothing(AccountTerms again, AccountStatus expected)
    {
        var ledger = new LedgerRun();
        var time = ledger.Create(First)[0].CreateTime;
        var before = ledger.Digest;

        var result = Assert.Single(ledger.Create(again));

        Assert.Equal(new AccountResult(expected, expected == AccountStatus.Exists ? time : null), result);
        Assert.Equal(before, ledger.Digest);
        Assert.Single(ledger.Events);
    }

    [Fact]
    public void Repeats_Table_HasEveryStatusOfARepeat() => Assert.Equal(
        Enum.GetValues<AccountStatus>().Except(
            [
                AccountStatus.Created, AccountStatus.AssetNotFound, AccountStatus.ExistsWithDifferentCreateTime,
                AccountStatus.ImportedTimeMustNotAdvance, AccountStatus.ImportedTimeMustNotRegress,
            ]),
        Repeats.Select(row => row.Data.Item2).Distinct());

    [Fact]
    public void Create_SameIdTwiceInOneRequest_IsARepeatOfTheFirst()
    {
        var ledger = new LedgerRun();

        var results = ledger.Create(First, First, First with { Code = 999 });

        Assert.Equal(
            [AccountStatus.Created, AccountStatus.Exists, AccountStatus.ExistsWithDifferentCode], results.Select(result => result.Status));
    }

    [Fact]
    public void Create_SameIdInAnotherBook_IsAnotherAccount()
    {
        var ledger = new LedgerRun();
        ledger.Create(First);

        var result = (AccountResults)ledger.Decide(new CreateAccounts("other", [First with { Asset = "USD" }]));

        Assert.Equal(AccountStatus.Created, Assert.Single(result.Items).Status);
        Assert.Equal("EUR", ledger.Book.FindAccount(First.Id)!.Value.Terms.Asset);
    }

    [Theory]
    [InlineData(0, 2, new[] { 3, 1 })]
    [InlineData(1, 2, new[] { 1, 2 })]
    [InlineData(2, 9, new[] { 2 })]
    [InlineData(3, 9, new int[0])]
    [InlineData(int.MaxValue, 9, new int[0])]
    public void AccountsFrom_AnyPlace_GivesThemInTheOrderOfCreation(int first, int countMax, int[] expected)
    {
        var ledger = new LedgerRun();
        ledger.Create(Some.Account(3), Some.Account(1), Some.Account(2));

        var page = ledger.Book.AccountsFrom(first, countMax);

        Assert.Equal(expected.Select(Some.Id), page.Select(account => account.Terms.Id));
    }
}
