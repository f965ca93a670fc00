using Mesh.Risk.Domain;
using Mesh.Risk.Tests.Fixtures;

namespace Mesh.Risk.Tests.Domain;

public sealed class BlockListDecisionTests
{
    private const BlockListItemType Customer = BlockListItemType.Customer;

    private readonly RiskRun run = new();

    [Fact]
    public void Add_WhatIsThereAlready_KeepsTheFirstReasonAndTime()
    {
        var first = (BlockListEntryAdded)run.Decide(Some.Addition(1, Customer, "ada", "stolen"));

        var second = (BlockListEntryAdded)run.Decide(Some.Addition(2, Customer, "ada", "rude"));

        Assert.False(first.AlreadyPresent);
        Assert.True(second.AlreadyPresent);
        Assert.Equal(first.Entry, second.Entry);
        Assert.Single(run.Tenant.BlockList.Entries);
    }

    [Fact]
    public void Add_RepeatedAfterARemoval_GetsTheFirstEntryAndAddsNothing()
    {
        var first = (BlockListEntryAdded)run.Decide(Some.Addition(1, Customer, "ada"));
        run.Decide(Some.Removal(2, Customer, "ada"));
        var eventCount = run.EventCount;

        var again = (BlockListEntryAdded)run.Decide(Some.Addition(1, Customer, "ada"));

        Assert.True(again.AlreadyPresent);
        Assert.Equal(first.Entry, again.Entry);
        Assert.Empty(run.Tenant.BlockList.Entries);
        Assert.Equal(eventCount, run.EventCount);
    }

    [Theory]
    [InlineData(BlockListItemType.Wallet, "ada", "stolen", "entry.item_type")]
    [InlineData(Customer, "bob", "stolen", "entry.value")]
    [InlineData(Customer, "ada", "rude", "entry.reason")]
    public void Add_ReusedForAnotherEntry_IsRefusedNamingTheField(BlockListItemType itemType, string value, string reason, string field)
    {
        run.Decide(Some.Addition(1, Customer, "ada", "stolen"));
        var digest = run.Digest;

        var reused = (RequestIdReused)run.Decide(Some.Addition(1, itemType, value, reason));

        Assert.Equal(field, reused.Field);
        Assert.Equal(digest, run.Digest);
    }

    [Theory]
    [InlineData(BlockListItemType.Wallet, "ada", "item_type")]
    [InlineData(Customer, "bob", "value")]
    public void Remove_ReusedForAnotherEntry_IsRefusedNamingTheField(BlockListItemType itemType, string value, string field)
    {
        run.Decide(Some.Removal(1, Customer, "ada"));

        Assert.Equal(field, ((RequestIdReused)run.Decide(Some.Removal(1, itemType, value))).Field);
    }

    [Fact]
    public void RequestId_OfAnAddition_ReusedForARemoval_IsRefusedBothWays()
    {
        run.Decide(Some.Addition(1, Customer, "ada"));
        run.Decide(Some.Removal(2, Customer, "bob"));

        Assert.Equal("request_id", ((RequestIdReused)run.Decide(Some.Removal(1, Customer, "ada"))).Field);
        Assert.Equal("request_id", ((RequestIdReused)run.Decide(Some.Addition(2, Customer, "bob"))).Field);
    }

    [Fact]
    public void Remove_Repeated_GetsTheFirstAnswer()
    {
        run.Decide(Some.Addition(1, Customer, "ada"));

        Assert.True(((BlockListEntryRemoved)run.Decide(Some.Removal(2, Customer, "ada"))).Removed);
        Assert.True(((BlockListEntryRemoved)run.Decide(Some.Removal(2, Customer, "ada"))).Removed);
        Assert.False(((BlockListEntryRemoved)run.Decide(Some.Removal(3, Customer, "ada"))).Removed);
    }

    [Fact]
    public void RequestId_OfAnotherTenant_IsAnotherRequest()
    {
        run.Decide(Some.Addition(1, Customer, "ada"));

        Assert.False(((BlockListEntryAdded)run.Decide(Some.Addition(1, Customer, "bob", tenant: "globex"))).AlreadyPresent);
    }

    [Fact]
    public void Page_AfterRemovalsAndAdditionsAnew_ShowsWhatStandsInTheOrderOfTimes()
    {
        foreach (var (request, name) in new[] { "a", "b", "c", "d" }.Index())
        {
            run.Decide(Some.Addition(request + 1, Customer, name));
        }

        run.Decide(Some.Removal(10, Customer, "b"));
        run.Decide(Some.Removal(11, Customer, "a"));
        run.Decide(Some.Addition(12, Customer, "a", "again"));

        var all = run.Tenant.BlockList.Page(default, countMax: 10);
        Assert.Equal(["c", "d", "a"], all.Select(entry => entry.Key.Value));
        Assert.Equal(["c", "d"], run.Tenant.BlockList.Page(default, countMax: 2).Select(entry => entry.Key.Value));
        Assert.Equal(["a"], run.Tenant.BlockList.Page(all[1].CreateTime, countMax: 2).Select(entry => entry.Key.Value));
        Assert.Empty(run.Tenant.BlockList.Page(all[2].CreateTime, countMax: 2));
    }
}
