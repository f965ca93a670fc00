using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>Assets of a book's own, beside the currencies that every book has.</summary>
public sealed class AssetTests
{
    private static readonly AssetTerms First = new("POINTS", Scale: 3, ExternalReference: "first");

    private readonly LedgerRun ledger = new();

    public static TheoryData<AssetTerms, AssetStatus> Repeats => new()
    {
        { First, AssetStatus.Exists },
        { First with { Scale = 4, ExternalReference = "other" }, AssetStatus.ExistsWithDifferentScale },
        { First with { ExternalReference = "other" }, AssetStatus.ExistsWithDifferentExternalReference },
    };

    [Theory]
    [MemberData(nameof(Repeats))]
    public void Create_KnownCode_AnswersByTheFirstDifferenceAndChangesNothing(AssetTerms again, AssetStatus expected)
    {
        var time = ledger.Create(First)[0].CreateTime;
        var before = ledger.Digest;

        var result = Assert.Single(ledger.Create(again));

        Assert.Equal(new AssetResult(expected, expected == AssetStatus.Exists ? time : null), result);
        Assert.Equal(before, ledger.Digest);
        Assert.Single(ledger.Events);
    }

    [Fact]
    public void CreateAccount_OfAnAssetThatIsNotThereYet_IsRefusedAndNotKept()
    {
        Assert.Equal(AccountStatus.AssetNotFound, ledger.Create(Some.Account(1, "POINTS"))[0].Status);
        Assert.Empty(ledger.Events);
        ledger.Create(First);
        Assert.Equal(AccountStatus.Created, ledger.Create(Some.Account(1, "POINTS"))[0].Status);
        Assert.Equal(3, ledger.Book.SumsOf("POINTS").Scale);
    }

    [Fact]
    public void CreateAccount_OfAnotherBooksAsset_IsRefused()
    {
        ledger.Create(First);

        var result = (AccountResults)ledger.Decide(new CreateAccounts("other", [Some.Account(1, "POINTS")]));

        Assert.Equal(AccountStatus.AssetNotFound, Assert.Single(result.Items).Status);
    }

    [Fact]
    public void CreateAccounts_OfOneAsset_ShareItsName()
    {
        ledger.Create(First);
        ledger.Create(Some.Account(1, string.Concat("POI", "NTS")), Some.Account(2, new string("POINTS".AsSpan())));

        Assert.Same(ledger.Book.FindAccount(Some.Id(1))!.Value.Terms.Asset, ledger.Book.FindAccount(Some.Id(2))!.Value.Terms.Asset);
    }

    [Fact]
    public void Transfer_BetweenACurrencyAndAnAsset_IsRefused()
    {
        ledger.Create(First);
        ledger.Create(Some.Account(1, "POINTS"), Some.Account(2), Some.Account(3, "POINTS"));

        Assert.Equal(TransferStatus.AccountsMustHaveTheSameAsset, ledger.StatusOf(Some.Single(10, 1, 2, 5)));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(11, 1, 3, 5)));
        Assert.Equal(ledger.Digest, Mesh.Ledger.Service.Partition.LedgerDigest.Of(ledger.Replay()));
    }

    [Fact]
    public void Create_OneMoreThanABookMayHave_IsRefused()
    {
        ledger.Create([.. Enumerable.Range(0, LedgerLimits.AssetsMax).Select(number => Some.Asset($"A{number}"))]);

        Assert.Equal(AssetStatus.TooManyAssets, ledger.Create(Some.Asset("B1"))[0].Status);
        Assert.Equal(AssetStatus.Exists, ledger.Create(Some.Asset("A1"))[0].Status);
    }
}
