using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Actors;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.Running;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Sidecar.Tests.Actors;

/// <summary>Contract 7.1 to 7.5: what depends on the clock or on other components.</summary>
public sealed class ActorHostTests
{
    [Fact]
    public async Task Invoke_UnknownType_IsFailedPreconditionAfterFiveLooks_Section7_5()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await ActorSidecar.StartAsync(options => options with { Time = time });

        var answer = sidecar.Client().InvokeAsync("7");
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await Expect.FailureAsync(StatusCode.FailedPrecondition, $"did not find address for actor '{ActorCalls.Type}/7'", () => answer);
    }

    [Fact]
    public async Task Idle_CallsKeepComing_StaysActive()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await ActorSidecar.StartAsync(options => options with { Time = time });
        var client = sidecar.Client();
        await using var app = await ActorApp.HostAsync(client, TimeSpan.FromSeconds(10), ActorCalls.Type);
        _ = app.ServeAsync(_ => "answer");

        for (var call = 0; call < 5; call++)
        {
            await client.InvokeAsync("7");
            time.Advance(TimeSpan.FromSeconds(8));
        }

        Assert.Equal(1, (await client.GetMetadataAsync(new GetMetadataRequest())).ActorRuntime.ActiveActors.Single().Count);
    }

    [Fact]
    public async Task Host_WithoutStateStore_RegistersButIsNotCallable_Section7_1()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await SidecarUnderTest.StartAsync(options => options with { Time = time });
        await using var app = await ActorApp.HostAsync(sidecar.Client(), types: ActorCalls.Type);

        var answer = sidecar.Client().InvokeAsync("7");
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await Expect.FailureAsync(StatusCode.FailedPrecondition, "did not find address for actor", () => answer);
    }
}
