using Grpc.Core;
using Mesh.Risk.V1;

namespace Mesh.Risk.Tests.Endpoints;

public sealed class BlockListTests(RiskHost host) : IClassFixture<RiskHost>
{
    [Fact]
    public async Task Entry_Added_DeclinesUntilItIsRemoved()
    {
        var added = await host.Client.AddBlockListEntryAsync(Wire.Add(BlockListItemType.Customer, "thief", tenant: "first"));

        Assert.False(added.AlreadyPresent);
        Assert.Equal(Outcome.Decline, await OutcomeOfAsync("thief", "first"));
        Assert.Equal(Outcome.Allow, await OutcomeOfAsync("thief", "second"));

        var removed = await host.Client.RemoveBlockListEntryAsync(new RemoveBlockListEntryRequest
        {
            Tenant = "first",
            RequestId = Wire.NewId(),
            ItemType = BlockListItemType.Customer,
            Value = "thief",
        });
        Assert.True(removed.Removed);
        Assert.Equal(Outcome.Allow, await OutcomeOfAsync("thief", "first"));
    }

    [Fact]
    public async Task Fingerprint_InUpperCase_BlocksTheCard()
    {
        var fingerprint = Wire.Payment().CardFingerprint;

        await host.Client.AddBlockListEntryAsync(
            Wire.Add(BlockListItemType.CardFingerprint, fingerprint.ToUpperInvariant(), tenant: "upper"));

        Assert.Equal(Outcome.Decline, await OutcomeOfAsync("ada", "upper"));
    }

    [Fact]
    public async Task RequestId_ReusedForAnotherEntry_AlreadyExistsNamingTheField()
    {
        var request = Wire.Add(BlockListItemType.Customer, "a", tenant: "reuse");
        await host.Client.AddBlockListEntryAsync(request);
        Assert.True((await host.Client.AddBlockListEntryAsync(request)).AlreadyPresent);
        request.Entry.Value = "b";

        var failure = await Wire.FailureOfAsync(host.Client.AddBlockListEntryAsync(request));

        Assert.Equal(StatusCode.AlreadyExists, failure.StatusCode);
        Assert.Equal("REQUEST_ID_REUSED", Wire.InfoOf(failure).Reason);
        Assert.Equal("entry.value", Wire.InfoOf(failure).Metadata["field"]);
    }

    [Fact]
    public async Task List_PageByPage_ShowsEachEntryOnce()
    {
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            await host.Client.AddBlockListEntryAsync(Wire.Add(BlockListItemType.Wallet, name, tenant: "lister"));
        }

        var (names, token) = (new List<string>(), "");
        do
        {
            var page = await host.Client.ListBlockListEntriesAsync(
                new ListBlockListEntriesRequest { Tenant = "lister", PageSize = 2, PageToken = token });
            names.AddRange(page.Entries.Select(entry => entry.Value));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(["a", "b", "c", "d", "e"], names);
    }

    [Fact]
    public async Task List_OfATenantWithoutEntries_IsEmpty()
    {
        var page = await host.Client.ListBlockListEntriesAsync(new ListBlockListEntriesRequest { Tenant = "nobody" });

        Assert.Empty(page.Entries);
        Assert.Equal("", page.NextPageToken);
    }

    [Theory]
    [InlineData(BlockListItemType.Unspecified, "x", "entry.item_type")]
    [InlineData((BlockListItemType)9, "x", "entry.item_type")]
    [InlineData(BlockListItemType.Customer, "", "entry.value")]
    [InlineData(BlockListItemType.CardBin, "40000", "entry.value")]
    [InlineData(BlockListItemType.CardBin, "400000123", "entry.value")]
    [InlineData(BlockListItemType.CardBin, "40000x", "entry.value")]
    [InlineData(BlockListItemType.CardFingerprint, "4000", "entry.value")]
    public async Task Entry_ThatNoPaymentCanMatch_IsRefused(BlockListItemType itemType, string value, string field)
    {
        var failure = await Wire.FailureOfAsync(host.Client.AddBlockListEntryAsync(Wire.Add(itemType, value)));

        Assert.Equal([field], Wire.FieldsOf(failure));
    }

    [Fact]
    public async Task Requests_WithNothing_NameEverythingThatIsRequired()
    {
        var add = await Wire.FailureOfAsync(host.Client.AddBlockListEntryAsync(new AddBlockListEntryRequest()));
        var remove = await Wire.FailureOfAsync(host.Client.RemoveBlockListEntryAsync(new RemoveBlockListEntryRequest()));
        var list = await Wire.FailureOfAsync(host.Client.ListBlockListEntriesAsync(
            new ListBlockListEntriesRequest { PageSize = -1, PageToken = "-1" }));

        Assert.Equal(["tenant", "request_id", "entry", "entry.item_type", "entry.value", "entry.reason"], Wire.FieldsOf(add));
        Assert.Equal(["tenant", "request_id", "item_type", "value"], Wire.FieldsOf(remove));
        Assert.Equal(["tenant", "page_size", "page_token"], Wire.FieldsOf(list));
    }

    private async Task<Outcome> OutcomeOfAsync(string customer, string tenant) =>
        (await host.Client.EvaluateAsync(Wire.Evaluate(Wire.Payment(customer), tenant: tenant))).Evaluation.Outcome;
}
