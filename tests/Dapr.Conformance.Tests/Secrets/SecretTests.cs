using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;

namespace Mesh.Dapr.Conformance.Tests.Secrets;

/// <summary>Contract 4, check 31. The store holds <c>{"k":"v","a":{"b":"c"}}</c>.</summary>
public sealed class SecretTests
{
    [Theory]
    [InlineData("k", "v")]
    [InlineData("a:b", "c")]
    public async Task Get_OneSecret_IsItsOwnKey_Check31(string key, string expected)
    {
        var secret = await GetAsync(key, Component());

        Assert.Equal((key, expected), (secret.Data.Single().Key, secret.Data.Single().Value));
    }

    [Fact]
    public async Task Get_MissingSecretOrStore_IsRefused_Check31()
    {
        var component = Component();

        await Expect.FailureAsync(
            StatusCode.Internal,
            $"failed getting secret with key zz from secret store {component}: secret zz not found",
            () => GetAsync("zz", component));
        await Expect.FailureAsync(StatusCode.InvalidArgument, "failed finding secret store with key nope", () => GetAsync("k", "nope"));
    }

    [Fact]
    public async Task GetBulk_OfEverySecret_FlattensNames_Check31()
    {
        var client = (await SidecarTarget.GetAsync()).Client;

        var bulk = await client.GetBulkSecretAsync(new GetBulkSecretRequest { StoreName = Component() });

        Assert.Equal(("v", "c"), (bulk.Data["k"].Secrets["k"], bulk.Data["a:b"].Secrets["a:b"]));
    }

    private static string Component() => ComponentsUnderTest.First("secretstores.");

    private static async Task<GetSecretResponse> GetAsync(string key, string store) =>
        await (await SidecarTarget.GetAsync()).Client.GetSecretAsync(new GetSecretRequest { StoreName = store, Key = key });
}
