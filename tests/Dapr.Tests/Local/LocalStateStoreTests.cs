using Mesh.Dapr.Connection;
using Mesh.Dapr.State;
using Mesh.Dapr.Tests.State;
using Mesh.Sidecar.Hosting;

namespace Mesh.Dapr.Tests.Local;

/// <summary>The conformance suite over the wire, through a local sidecar.</summary>
public abstract class LocalStateStoreTests : StateStoreConformance, IAsyncLifetime
{
    private LocalMesh? _mesh;
    private DaprConnection? _connection;
    private DaprStateStore? _store;

    protected override IStateStore Store => _store ?? throw new InvalidOperationException("not connected");

    protected abstract Task<string> ComponentAsync();

    public async ValueTask InitializeAsync()
    {
        _mesh = await LocalMesh.StartAsync(await ComponentAsync(), [new SidecarApp { AppId = "ledger" }]);
        _connection = _mesh.Connect(0);
        _store = new DaprStateStore(_connection, "statestore");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _connection?.Dispose();
        await (_mesh?.DisposeAsync() ?? ValueTask.CompletedTask);
        await ReleaseAsync();
    }

    protected virtual ValueTask ReleaseAsync() => ValueTask.CompletedTask;
}

public sealed class LocalInMemoryStoreTests : LocalStateStoreTests
{
    protected override Task<string> ComponentAsync() => Task.FromResult(Components.Of("statestore", "state.in-memory"));
}

public sealed class LocalSqliteStoreTests : LocalStateStoreTests
{
    protected override Task<string> ComponentAsync() =>
        Task.FromResult(Components.Of("statestore", "state.sqlite", ("connectionString", "state.db")));
}

public sealed class LocalRedisStoreTests : LocalStateStoreTests
{
    private RedisServer? _redis;

    protected override async Task<string> ComponentAsync()
    {
        _redis = await RedisServer.StartOrSkipAsync();
        return Components.Of("statestore", "state.redis", ("redisHost", _redis.Address));
    }

    protected override ValueTask ReleaseAsync() => _redis?.DisposeAsync() ?? ValueTask.CompletedTask;
}
