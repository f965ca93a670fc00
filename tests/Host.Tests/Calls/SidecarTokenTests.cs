using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Mesh.Host.Tests.Echo;
using Mesh.Testing.V1;

namespace Mesh.Host.Tests.Calls;

public sealed class SidecarTokenTests : IAsyncLifetime
{
    private EchoHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await EchoHost.StartAsync("--APP_API_TOKEN", "right");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Call_WithTheRightToken_IsServed() =>
        Assert.Equal("a", (await EchoAsync(new Metadata { { "dapr-api-token", "right" }, { "dapr-caller-app-id", "payments" } })).Text);

    [Fact]
    public async Task Call_Direct_IsLeftToTheServicesOwnAuthentication() => Assert.Equal("a", (await EchoAsync([])).Text);

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    [InlineData("right ")]
    public async Task Call_WithAnotherToken_IsRefused(string token)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => EchoAsync(new Metadata { { "dapr-api-token", $"{token}!" } }));

        Assert.Equal(StatusCode.Unauthenticated, failure.StatusCode);
        Assert.Equal("SIDECAR_TOKEN_INVALID", failure.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason);
    }

    [Fact]
    public async Task Call_ClaimsACallerWithoutToken_IsRefusedOnEveryKindOfCall()
    {
        var claim = new Metadata { { "dapr-caller-app-id", "payments" } };
        using var repeat = _host.Client.Repeat(new RepeatRequest { Count = 1 }, claim);
        using var join = _host.Client.Join(claim);
        using var converse = _host.Client.Converse(claim);

        RpcException[] failures =
        [
            await Assert.ThrowsAsync<RpcException>(() => EchoAsync(claim)),
            await Assert.ThrowsAsync<RpcException>(() => repeat.ResponseStream.MoveNext(CancellationToken.None)),
            await Assert.ThrowsAsync<RpcException>(() => join.ResponseAsync),
            await Assert.ThrowsAsync<RpcException>(() => converse.ResponseStream.MoveNext(CancellationToken.None)),
        ];

        Assert.All(failures, failure => Assert.Equal(StatusCode.Unauthenticated, failure.StatusCode));
    }

    [Fact]
    public async Task HealthCheck_WithoutToken_IsServed()
    {
        var response = await new Grpc.Health.V1.Health.HealthClient(_host.Channel).CheckAsync(new HealthCheckRequest());

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, response.Status);
    }

    private Task<EchoResponse> EchoAsync(Metadata metadata) =>
        _host.Client.EchoAsync(new EchoRequest { Text = "a" }, metadata).ResponseAsync;
}
