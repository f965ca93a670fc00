using Grpc.Core;
using Grpc.Health.V1;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Peers;
using Mesh.Dapr.Tests.Fixtures;

namespace Mesh.Dapr.Tests.Peers;

public sealed class PeerChannelTests : IAsyncLifetime
{
    private ScriptedSidecar _sidecar = null!;
    private DaprConnection _connection = null!;
    private Health.HealthClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await ScriptedSidecar.StartAsync();
        Connect(_sidecar.Options);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task Call_GeneratedClient_SaysWhereItGoesAndShowsTheToken()
    {
        Connect(_sidecar.Options with { ApiToken = "secret" });

        await CheckAsync(new CallOptions());

        var call = Assert.Single(_sidecar.Peer.Calls);
        Assert.Equal("risk", call.Headers.GetValue("dapr-app-id"));
        Assert.Equal("secret", call.Headers.GetValue("dapr-api-token"));
    }

    [Fact]
    public async Task Call_NoDeadline_GetsTheDefaultOne()
    {
        var before = DateTime.UtcNow;

        await CheckAsync(new CallOptions());

        Assert.InRange(Assert.Single(_sidecar.Peer.Calls).Deadline, before, DateTime.UtcNow + _sidecar.Options.PeerTimeLimit);
    }

    [Fact]
    public async Task Call_OwnDeadline_IsKept()
    {
        var deadline = DateTime.UtcNow.AddMinutes(2);

        await CheckAsync(new CallOptions(deadline: deadline));

        Assert.InRange(Assert.Single(_sidecar.Peer.Calls).Deadline, deadline.AddSeconds(-30), deadline.AddSeconds(1));
    }

    [Fact]
    public async Task Call_OwnHeaders_ArriveAndAreNotTouched()
    {
        var headers = new Metadata { { "x-tenant", "acme" } };

        await CheckAsync(new CallOptions(headers));
        await CheckAsync(new CallOptions(headers));

        Assert.Equal("x-tenant", Assert.Single(headers).Key);
        Assert.All(_sidecar.Peer.Calls, call => Assert.Equal("acme", call.Headers.GetValue("x-tenant")));
        Assert.All(_sidecar.Peer.Calls, call => Assert.Equal("risk", Assert.Single(call.Headers.GetAll("dapr-app-id")).Value));
    }

    [Theory]
    [InlineData("dapr-app-id")]
    [InlineData("dapr-api-token")]
    public async Task Call_HeaderOfThePeerChannel_IsRefused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => CheckAsync(new CallOptions([new Metadata.Entry(name, "x")])));

        Assert.Empty(_sidecar.Peer.Calls);
    }

    [Fact]
    public async Task Call_PeerFails_StatusAndTrailersComeBackAndNothingIsRepeated()
    {
        _sidecar.Peer.Failure = new RpcException(new Status(StatusCode.Unavailable, "later"), new Metadata { { "reason-bin", [1, 2] } });

        var thrown = await Assert.ThrowsAsync<RpcException>(() => CheckAsync(new CallOptions()));

        Assert.Equal((StatusCode.Unavailable, "later"), (thrown.StatusCode, thrown.Status.Detail));
        Assert.Equal(new byte[] { 1, 2 }, thrown.Trailers.GetValueBytes("reason-bin"));
        Assert.Single(_sidecar.Peer.Calls);
    }

    [Fact]
    public async Task Feed_NoDeadline_HasNone()
    {
        using var watch = _client.Watch(new HealthCheckRequest(), new CallOptions());

        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).Within());

        var call = Assert.Single(_sidecar.Peer.Calls);
        Assert.Equal(DateTime.MaxValue, call.Deadline);
        Assert.Equal("risk", call.Headers.GetValue("dapr-app-id"));
    }

    private async Task CheckAsync(CallOptions options) =>
        await _client.CheckAsync(new HealthCheckRequest(), options).ResponseAsync.Within();

    private void Connect(DaprOptions options)
    {
        _connection?.Dispose();
        _connection = new DaprConnection(options);
        _client = new Health.HealthClient(new PeerChannel(_connection, "risk").Invoker);
    }
}
