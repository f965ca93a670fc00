using Grpc.Core;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Tests.Endpoints;

/// <summary>What an account was before: also after its updates have left memory.</summary>
public sealed class AccountVersionsTests : IAsyncLifetime
{
    private const int Account = 1;
    private const int UpdateCount = 20;

    private LedgerHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await LedgerHost.StartAsync(historyWindowEntries: 4);
        await host.Client.CreateAccountsAsync(Wire.Accounts(Wire.Account(Account), Wire.Account(2)));
        for (var number = 1; number <= UpdateCount; number++)
        {
            // One in between is refused and makes no version.
            await host.Client.UpdateAccountsAsync(new()
            {
                Book = Some.Book,
                Updates =
                {
                    Update(number, Account, tier: $"{number}"),
                    new AccountUpdate { Id = Wire.Id(1_000 + number), AccountId = Wire.Id(Account), Frozen = true, ExpectedVersion = 99 },
                    Update(2_000 + number, account: 2, tier: "other"),
                },
            });
        }
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListAccountVersions_PageByPage_HasEveryVersionOnceInOrder(bool newestFirst)
    {
        var versions = new List<AccountVersion>();
        var request = new ListAccountVersionsRequest
        {
            Book = Some.Book, AccountId = Wire.Id(Account), PageSize = 7, NewestFirst = newestFirst,
        };
        do
        {
            var page = await host.Client.ListAccountVersionsAsync(request);
            versions.AddRange(page.Versions);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        var expected = Enumerable.Range(1, UpdateCount).Select(number => (Version: (uint)number + 1, Tier: $"{number}"));
        Assert.Equal(
            newestFirst ? expected.Reverse() : expected,
            versions.Select(version => (version.Version, Tier: version.Update.Metadata.Entries["tier"])));
        Assert.All(versions, version => Assert.Equal(version.Version, version.Update.Version));
        Assert.Equal(UpdateCount, versions.Select(version => version.CreateTime).Distinct().Count());
    }

    [Fact]
    public async Task ListAccountVersions_NoSuchAccount_IsNotFound()
    {
        var problem = await Assert.ThrowsAsync<RpcException>(async () =>
            await host.Client.ListAccountVersionsAsync(new() { Book = Some.Book, AccountId = Wire.Id(77) }));

        Assert.Equal("ACCOUNT_NOT_FOUND", Wire.Reason(problem));
    }

    private static AccountUpdate Update(int id, int account, string tier) => new()
    {
        Id = Wire.Id(id), AccountId = Wire.Id(account), Metadata = new AccountMetadata { Entries = { ["tier"] = tier } },
    };
}
