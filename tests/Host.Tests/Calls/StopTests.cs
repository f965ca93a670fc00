using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Mesh.Host.Tests.Echo;
using Mesh.Testing.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Host.Tests.Calls;

public sealed class StopTests
{
    [Fact]
    public async Task Stop_CallInFlight_HealthFallsThenTheCallFinishesThenTheServerEnds()
    {
        await using var host = await EchoHost.StartAsync();
        host.Serving.SetServing(EchoHost.ServiceName);
        var health = new Grpc.Health.V1.Health.HealthClient(host.Channel);
        using var watch = health.Watch(new HealthCheckRequest { Service = EchoHost.ServiceName });
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await NextAsync(watch));
        using var call = host.Client.EchoAsync(new EchoRequest { Text = "last", Behaviour = Behaviour.WaitForRelease });
        await host.Signals.BegunAsync("last");

        var stop = host.StopAsync();

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, await NextAsync(watch));
        await host.Signals.StoppingAsync("last");
        Assert.False(stop.IsCompleted);
        host.Signals.Release("last");
        Assert.Equal("last", (await call).Text);
        var end = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.Unavailable, end.StatusCode);
        await stop;
        Assert.DoesNotContain(host.Log.Entries, entry => entry.EventName == "DrainTimedOut");
    }

    [Fact]
    public async Task Stop_NewCallWhileDraining_IsRefusedWithARetryDelay()
    {
        await using var host = await EchoHost.StartAsync();
        using var call = host.Client.EchoAsync(new EchoRequest { Text = "last", Behaviour = Behaviour.WaitForRelease });
        await host.Signals.BegunAsync("last");
        var stop = host.StopAsync();
        await host.Signals.StoppingAsync("last");

        var failure = await Assert.ThrowsAsync<RpcException>(() => host.Client.EchoAsync(new EchoRequest()).ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal("SERVER_STOPPING", failure.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason);
        Assert.NotNull(failure.GetRpcStatus()!.GetDetail<RetryInfo>());
        host.Signals.Release("last");
        await call;
        await stop;
    }

    [Fact]
    public async Task Stop_CallOutlivesTheDrain_SaysHowManyAndGoesOn()
    {
        var time = new FakeTimeProvider();
        await using var host = await EchoHost.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        using var call = host.Client.EchoAsync(new EchoRequest { Text = "stuck", Behaviour = Behaviour.WaitForRelease });
        await host.Signals.BegunAsync("stuck");
        var stop = host.StopAsync();
        await host.Signals.StoppingAsync("stuck");

        time.Advance(HostLimits.DrainMax);

        await host.Log.SeenAsync("DrainTimedOut");
        Assert.Contains(host.Log.Entries, entry => entry.Text == "testing stops with 1 calls unfinished after 00:00:10.");
        host.Signals.Release("stuck");
        await stop;
    }

    private static async Task<HealthCheckResponse.Types.ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        return watch.ResponseStream.Current.Status;
    }
}
