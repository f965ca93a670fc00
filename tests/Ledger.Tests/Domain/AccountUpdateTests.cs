using Mesh.Ledger.Domain;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Domain;

/// <summary>What may change of an account after its creation: each update once, under its own identifier.</summary>
public sealed class AccountUpdateTests
{
    private static readonly AccountUpdate First = Some.Update(10, 1, isFrozen: true, version: 1);

    private readonly LedgerRun ledger = new();

    public AccountUpdateTests() => ledger.Create(Some.Account(1), Some.Account(2), Some.Account(3));

    /// <summary>Each row differs in its own field and in every later one: the first difference is the answer.</summary>
    public static TheoryData<AccountUpdate, AccountUpdateStatus> Repeats
    {
        get
        {
            var metadata = First with { Metadata = Metadata.Empty };
            var closed = metadata with { IsClosed = true };
            var frozen = closed with { IsFrozen = null };
            var version = frozen with { ExpectedVersion = 9 };
            return new()
            {
                { First, AccountUpdateStatus.Exists },
                { version with { AccountId = Some.Id(2) }, AccountUpdateStatus.ExistsWithDifferentAccountId },
                { version, AccountUpdateStatus.ExistsWithDifferentExpectedVersion },
                { frozen, AccountUpdateStatus.ExistsWithDifferentFrozen },
                { closed, AccountUpdateStatus.ExistsWithDifferentClosed },
                { metadata, AccountUpdateStatus.ExistsWithDifferentMetadata },
            };
        }
    }

    public static TheoryData<AccountUpdate, AccountUpdateStatus> NewIds => new()
    {
        { Some.Update(20, 9, isClosed: true, version: 7), AccountUpdateStatus.AccountNotFound },
        { Some.Update(20, 2, isClosed: true, version: 7), AccountUpdateStatus.AccountVersionMismatch },
        { Some.Update(20, 2, isClosed: true, version: 1), AccountUpdateStatus.AccountMustBeEmpty },
        { Some.Update(20, 2, isFrozen: true, version: 1), AccountUpdateStatus.Updated },
        { Some.Update(20, 1, isFrozen: true, version: 2), AccountUpdateStatus.Updated },
    };

    [Theory]
    [MemberData(nameof(Repeats))]
    public void Update_KnownId_AnswersByTheFirstDifferenceAndChangesNothing(AccountUpdate again, AccountUpdateStatus expected)
    {
        var first = ledger.Update(First)[0];
        var (before, eventCount) = (ledger.Digest, ledger.Events.Count);

        var result = Assert.Single(ledger.Update(again));

        Assert.Equal(first with { Status = expected, Replayed = true }, result);
        Assert.Equal(before, ledger.Digest);
        Assert.Equal(eventCount, ledger.Events.Count);
    }

    [Theory]
    [MemberData(nameof(NewIds))]
    public void Update_NewId_AnswersInTheOrderOfPrecedenceAndForEver(AccountUpdate asked, AccountUpdateStatus expected)
    {
        ledger.Create(Some.Single(30, 1, 2, 5));
        ledger.Update(First);

        var result = Assert.Single(ledger.Update(asked));
        ledger.Create(Some.Account(9));
        ledger.Create(Some.Single(31, 2, 3, 5));
        var again = Assert.Single(ledger.Update(asked));

        Assert.Equal((expected, false), (result.Status, result.Replayed));
        var repeated = expected == AccountUpdateStatus.Updated ? AccountUpdateStatus.Exists : expected;
        Assert.Equal(result with { Status = repeated, Replayed = true }, again);
        Assert.Equal(ledger.Digest, Mesh.Ledger.Service.Partition.LedgerDigest.Of(ledger.Replay()));
    }

    [Fact]
    public void Tables_Together_HaveEveryStatus() => Assert.Equal(
        Enum.GetValues<AccountUpdateStatus>(),
        Repeats.Concat(NewIds).Select(row => row.Data.Item2).Distinct().Order());

    [Fact]
    public void Update_OneStanding_LeavesTheOther()
    {
        ledger.Update(Some.Update(20, 3, isClosed: true), Some.Update(21, 3, isFrozen: true), Some.Update(22, 3, isClosed: false));

        var account = ledger.Book.FindAccount(Some.Id(3))!.Value;

        Assert.Equal((AccountStanding.Frozen, 4U), (account.Standing, account.Version));
    }

    [Theory]
    [InlineData(TransferKind.Single)]
    [InlineData(TransferKind.Pending)]
    public void Close_WithSomethingOnOneSide_IsRefusedUntilItIsEven(TransferKind kind)
    {
        ledger.Create(Some.Single(30, 1, 2, 5) with { Kind = kind });

        Assert.Equal(AccountUpdateStatus.AccountMustBeEmpty, ledger.Update(Some.Update(20, 2, isClosed: true))[0].Status);
        ledger.Create(kind == TransferKind.Single ? Some.Reverse(31, 30) : Some.Void(31, 30));
        Assert.Equal(AccountUpdateStatus.Updated, ledger.Update(Some.Update(21, 2, isClosed: true))[0].Status);
    }

    [Fact]
    public void Unfreeze_OfAnAccountThatAHoldClosed_LeavesItClosed()
    {
        ledger.Create(Some.Pending(30, 1, 2, 0).With(TransferFlags.ClosingCredit));
        ledger.Update(Some.Update(20, 2, isFrozen: true), Some.Update(21, 2, isFrozen: false, isClosed: false));

        Assert.Equal(TransferStatus.CreditAccountAlreadyClosed, ledger.StatusOf(Some.Single(31, 1, 2, 1)));
        ledger.Create(Some.Void(32, 30));
        Assert.Equal(TransferStatus.Created, ledger.StatusOf(Some.Single(33, 1, 2, 1)));
    }

    [Fact]
    public void Hold_OnAFrozenAccount_ExpiresAllTheSame()
    {
        ledger.Create(Some.Pending(30, 1, 2, 5).For(60));
        ledger.Update(Some.Update(20, 2, isFrozen: true));

        ledger.Pass(seconds: 60);
        ledger.Decide(new ExpireHolds());

        Assert.Equal(HoldState.Expired, ledger.HoldOf(30).State);
        Assert.Equal(default, ledger.BalancesOf(2));
    }

    [Fact]
    public void Update_Metadata_ReplacesAllOfItAndOnlyIt()
    {
        ledger.Update(
            Some.Update(20, 1, isFrozen: true) with { Metadata = Some.Metadata("owner", "alice") },
            Some.Update(21, 1, isFrozen: false),
            Some.Update(22, 1, version: 3) with { Metadata = Some.Metadata("segment", "gold") });

        Assert.Equal(Some.Metadata("segment", "gold"), ledger.Book.MetadataOf(Some.Id(1)));
        Assert.Equal(4U, ledger.Book.FindAccount(Some.Id(1))!.Value.Version);
        Assert.Equal(
            [Some.Metadata("owner", "alice"), null, Some.Metadata("segment", "gold")],
            ledger.Events.OfType<AccountUpdated>().Select(updated => updated.Terms.Metadata));
        ledger.Update(Some.Update(23, 1) with { Metadata = Metadata.Empty });
        Assert.Same(Metadata.Empty, ledger.Book.MetadataOf(Some.Id(1)));
    }

    [Fact]
    public void Update_SameIdAsATransferAndAnAccount_IsItsOwn()
    {
        ledger.Create(Some.Single(30, 1, 2, 5));

        Assert.Equal(AccountUpdateStatus.Updated, ledger.Update(Some.Update(30, 1, isFrozen: true))[0].Status);
        Assert.Equal(AccountUpdateStatus.Updated, ledger.Update(Some.Update(1, 2, isFrozen: true))[0].Status);
    }
}
