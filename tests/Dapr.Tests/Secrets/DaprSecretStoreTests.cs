using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Secrets;
using Mesh.Dapr.Tests.Fixtures;

namespace Mesh.Dapr.Tests.Secrets;

public sealed class DaprSecretStoreTests : IAsyncLifetime
{
    private ScriptedSidecar _sidecar = null!;
    private DaprConnection _connection = null!;
    private DaprSecretStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await ScriptedSidecar.StartAsync();
        _connection = new DaprConnection(_sidecar.Options);
        _store = new DaprSecretStore(_connection, "secrets");
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task Get_SecretWithSeveralEntries_ReturnsTheOneAskedFor()
    {
        _sidecar.Dapr.Answer<GetSecretRequest>(_ => new GetSecretResponse { Data = { ["user"] = "u", ["password"] = "p" } });

        Assert.Equal("p", await _store.GetAsync("database", "password", CancellationToken.None));
    }

    [Fact]
    public async Task Get_EmptyOrMissingEntry_ThrowsNamingItWithoutAnyValue()
    {
        _sidecar.Dapr.Answer<GetSecretRequest>(_ => new GetSecretResponse { Data = { ["user"] = "hidden", ["password"] = "" } });

        var thrown = await Assert.ThrowsAsync<SecretStoreException>(() => _store.GetAsync("database", "password", CancellationToken.None));
        await Assert.ThrowsAsync<SecretStoreException>(() => _store.GetAsync("database", "host", CancellationToken.None));

        Assert.Contains("'database'", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ScopeForbidsIt_ThrowsDenied()
    {
        _sidecar.Dapr.Fail<GetSecretRequest>(StatusCode.PermissionDenied, "access denied by policy");

        var thrown = await Assert.ThrowsAsync<SecretStoreException>(() => _store.GetAsync("database", "password", CancellationToken.None));

        Assert.Equal(DaprFailure.Denied, thrown.Failure);
    }
}
