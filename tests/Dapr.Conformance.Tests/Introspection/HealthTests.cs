using System.Net;
using System.Text.Json;
using Dapr.Proto.Runtime.V1;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;

namespace Mesh.Dapr.Conformance.Tests.Introspection;

/// <summary>Contract 8.6, checks 44 and 45: health and metadata, over both ports.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Health_OfAReadySidecar_IsNoContent_Check44()
    {
        var target = await SidecarTarget.GetAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await target.GetAsync("/v1.0/healthz/outbound")).StatusCode);
        await Expect.UntilAsync(async () => (await target.GetAsync("/v1.0/healthz")).StatusCode == HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Health_OfAnotherApp_Is500_Check44()
    {
        var answer = await (await SidecarTarget.GetAsync()).GetAsync("/v1.0/healthz?appid=other");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("ERR_HEALTH_APPID_NOT_MATCH", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_OverHttpAndGrpc_Agree_Check45()
    {
        var target = await SidecarTarget.GetAsync();
        await target.Client.SetMetadataAsync(new SetMetadataRequest { Key = "own", Value = "value" });

        var grpc = await target.Client.GetMetadataAsync(new GetMetadataRequest());
        using var http = JsonDocument.Parse(await (await target.GetAsync("/v1.0/metadata")).Content.ReadAsStringAsync());

        Assert.Equal((target.AppId, "value"), (grpc.Id, grpc.ExtendedMetadata["own"]));
        Assert.Equal((target.AppId, "value"), (
            http.RootElement.GetProperty("id").GetString(),
            http.RootElement.GetProperty("extended").GetProperty("own").GetString()));
        Assert.Equal(
            grpc.RegisteredComponents.Select(component => $"{component.Name}:{component.Type}:{component.Version}").Order(),
            http.RootElement.GetProperty("components").EnumerateArray().Select(component =>
                $"{component.GetProperty("name").GetString()}:{component.GetProperty("type").GetString()}:"
                + component.GetProperty("version").GetString()).Order());
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.State), MemberType = typeof(ComponentsUnderTest))]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Metadata_OfEachComponentUnderTest_HasTheTypeThatTheChecksExpect_Check45(string component)
    {
        var target = await SidecarTarget.GetAsync();
        target.Require(component);

        var found = (await target.Client.GetMetadataAsync(new GetMetadataRequest())).RegisteredComponents
            .Single(one => one.Name == component);

        Assert.Equal(ComponentsUnderTest.TypeOf(component), found.Type);
        Assert.True(found.Capabilities.Contains("ETAG") == found.Type.StartsWith("state.", StringComparison.Ordinal));
    }
}
