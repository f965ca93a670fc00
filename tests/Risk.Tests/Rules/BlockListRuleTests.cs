using Mesh.Risk.Domain;
using Mesh.Risk.Tests.Fixtures;

namespace Mesh.Risk.Tests.Rules;

public sealed class BlockListRuleTests
{
    private readonly RiskRun run = new();

    [Theory]
    [InlineData(BlockListItemType.Customer, "ada", "customer is on the block list")]
    [InlineData(BlockListItemType.CardFingerprint, "00000000000000000000000000000001", "card is on the block list")]
    [InlineData(BlockListItemType.CardBin, "40000012", "card range is on the block list")]
    [InlineData(BlockListItemType.CardBin, "4000001", "card range is on the block list")]
    [InlineData(BlockListItemType.CardBin, "400000", "card range is on the block list")]
    public void Card_WithABlockedPart_IsDeclined(BlockListItemType itemType, string value, string reason)
    {
        run.Decide(Some.Addition(1, itemType, value));

        var evaluation = run.Evaluate(Some.ByCard());

        Assert.Equal(Outcome.Decline, evaluation.Outcome);
        Assert.Equal(reason, Assert.Single(evaluation.Hits).Reason);
    }

    [Fact]
    public void Wallet_Blocked_IsDeclined()
    {
        run.Decide(Some.Addition(1, BlockListItemType.Wallet, "wallet-1"));

        Assert.Equal(Outcome.Decline, run.Evaluate(Some.ByWallet()).Outcome);
    }

    [Theory]
    [InlineData(BlockListItemType.Customer, "ad")]
    [InlineData(BlockListItemType.Wallet, "ada")]
    [InlineData(BlockListItemType.CardBin, "400001")]
    [InlineData(BlockListItemType.CardFingerprint, "00000000000000000000000000000002")]
    public void Others_OfTheList_AreAllowed(BlockListItemType itemType, string value)
    {
        run.Decide(Some.Addition(1, itemType, value));

        Assert.Empty(run.Evaluate(Some.ByCard()).Hits);
    }

    [Fact]
    public void Customer_BlockedByAnotherTenant_IsAllowed()
    {
        run.Decide(Some.Addition(1, BlockListItemType.Customer, "ada", tenant: "globex"));

        Assert.Empty(run.Evaluate(Some.ByCard()).Hits);
    }

    [Fact]
    public void Customer_Removed_IsAllowedAgain()
    {
        run.Decide(Some.Addition(1, BlockListItemType.Customer, "ada"));
        run.Decide(Some.Removal(2, BlockListItemType.Customer, "ada"));

        Assert.Empty(run.Evaluate(Some.ByCard()).Hits);
    }

    [Fact]
    public void Several_Blocked_AreOneHit()
    {
        run.Decide(Some.Addition(1, BlockListItemType.Customer, "ada"));
        run.Decide(Some.Addition(2, BlockListItemType.CardBin, "400000"));

        Assert.Equal(100, run.Evaluate(Some.ByCard()).Score);
    }
}
