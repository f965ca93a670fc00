using Grpc.Core;
using Grpc.Health.V1;
using Mesh.Host.Tests.Echo;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Mesh.Host.Tests;

public sealed class HealthTests : IAsyncLifetime
{
    private EchoHost _host = null!;
    private Grpc.Health.V1.Health.HealthClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await EchoHost.StartAsync();
        _client = new Grpc.Health.V1.Health.HealthClient(_host.Channel);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Check_NothingTold_TheServerIsNotServingAndServicesAreUnknown()
    {
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(""));
        var failure = await Assert.ThrowsAsync<RpcException>(() => CheckAsync(EchoHost.ServiceName));
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task Check_OneOfTwoServing_OnlyThatOneIsAndTheWholeIsNot()
    {
        _host.Serving.SetServing("one.Service");
        _host.Serving.SetNotServing("two.Service");

        Assert.Equal(ServingStatus.Serving, await CheckAsync("one.Service"));
        Assert.Equal(ServingStatus.NotServing, await CheckAsync("two.Service"));
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(""));
    }

    [Fact]
    public async Task Check_AllServing_TheWholeIsServing()
    {
        _host.Serving.SetServing("one.Service");
        _host.Serving.SetServing("two.Service");

        Assert.Equal(ServingStatus.Serving, await CheckAsync(""));
    }

    [Fact]
    public async Task Watch_ServiceBecomesKnown_TellsEachChangeOnce()
    {
        using var watch = _client.Watch(new HealthCheckRequest { Service = EchoHost.ServiceName });
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));

        _host.Serving.SetServing("another.Service");
        _host.Serving.SetServing(EchoHost.ServiceName);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        _host.Serving.SetServing(EchoHost.ServiceName);
        _host.Serving.SetNotServing(EchoHost.ServiceName);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
    }

    private async Task<ServingStatus> CheckAsync(string service) =>
        (await _client.CheckAsync(new HealthCheckRequest { Service = service })).Status;

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        return watch.ResponseStream.Current.Status;
    }
}
