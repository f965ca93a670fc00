using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.Tests.Fixtures;
using RuntimeStatus = Dapr.Proto.Runtime.V1.ActorRuntime.Types.ActorRuntimeStatus;

namespace Mesh.Dapr.Tests.Sidecar;

public sealed class DaprSidecarTests
{
    [Fact]
    public async Task Wait_NotReadyAtFirst_ReturnsWhenItIs()
    {
        var answers = new Queue<int>([500, 500, 204]);
        await using var sidecar = await ScriptedSidecar.StartAsync(outboundHealth: answers.Dequeue);
        using var connection = new DaprConnection(sidecar.Options);

        await new DaprSidecar(connection, TimeProvider.System).WaitUntilReadyAsync(CancellationToken.None).Within();

        Assert.Empty(answers);
    }

    [Fact]
    public async Task Wait_NeverReady_ThrowsSayingWhereAndWhat()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync(outboundHealth: () => 500);
        using var connection = new DaprConnection(sidecar.Options with { StartTimeLimit = TimeSpan.FromMilliseconds(200) });

        var thrown = await Assert.ThrowsAsync<SidecarException>(
            () => new DaprSidecar(connection, TimeProvider.System).WaitUntilReadyAsync(CancellationToken.None).Within());

        Assert.Contains(sidecar.Options.HttpEndpoint.ToString(), thrown.Message, StringComparison.Ordinal);
        Assert.Contains("500", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_NobodyThere_ThrowsUnreachable()
    {
        var sidecar = await ScriptedSidecar.StartAsync();
        await sidecar.DisposeAsync();
        using var connection = new DaprConnection(sidecar.Options with { StartTimeLimit = TimeSpan.FromMilliseconds(200) });

        var thrown = await Assert.ThrowsAsync<SidecarException>(
            () => new DaprSidecar(connection, TimeProvider.System).WaitUntilReadyAsync(CancellationToken.None).Within());

        Assert.Equal(DaprFailure.Unreachable, thrown.Failure);
    }

    [Fact]
    public async Task Metadata_Answered_IsInThisRoomsWords()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        using var connection = new DaprConnection(sidecar.Options);
        sidecar.Dapr.Answer<GetMetadataRequest>(_ => new GetMetadataResponse
        {
            Id = "ledger",
            RuntimeVersion = "1.18.3",
            RegisteredComponents =
            {
                new RegisteredComponents { Name = "statestore", Type = "state.redis", Version = "v1", Capabilities = { "ETAG" } },
            },
            ActorRuntime = new ActorRuntime { RuntimeStatus = RuntimeStatus.Running, HostReady = true, Placement = "placement: connected" },
        });

        var metadata = await new DaprSidecar(connection, TimeProvider.System).GetMetadataAsync(CancellationToken.None);

        Assert.Equal(("ledger", "1.18.3", true, true, SidecarActorStatus.Running), (
            metadata.AppId, metadata.RuntimeVersion, metadata.IsActorHostReady, metadata.IsPlacementConnected, metadata.ActorStatus));
        var component = Assert.Single(metadata.Components);
        Assert.Equal(("statestore", "state.redis", "v1"), (component.Name, component.Type, component.Version));
        Assert.Equal(["ETAG"], component.Capabilities);
    }

    [Fact]
    public async Task Metadata_SidecarIsSilent_ThrowsAtTheTimeLimit()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        using var connection = new DaprConnection(sidecar.Options with { SidecarTimeLimit = TimeSpan.FromMilliseconds(200) });
        sidecar.Dapr.Hang<GetMetadataRequest>();

        var thrown = await Assert.ThrowsAsync<SidecarException>(
            () => new DaprSidecar(connection, TimeProvider.System).GetMetadataAsync(CancellationToken.None).Within());

        Assert.Equal(DaprFailure.TimedOut, thrown.Failure);
    }

    [Fact]
    public async Task Shutdown_Sidecar_IsAsked()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        using var connection = new DaprConnection(sidecar.Options);
        sidecar.Dapr.Answer<ShutdownRequest>(_ => new Empty());

        await new DaprSidecar(connection, TimeProvider.System).ShutdownAsync(CancellationToken.None);

        Assert.IsType<ShutdownRequest>(Assert.Single(sidecar.Dapr.Calls).Request);
    }
}
