using Mesh.Dapr.Connection;
using Mesh.Dapr.State;
using Mesh.Sidecar.Hosting;
using Mesh.Testing.Processes;

namespace Mesh.Journal.Tests.Stores;

/// <summary>A real store behind a local sidecar, reached the way services reach it; empty at first, gone when disposed.</summary>
internal sealed class SidecarStore : IAsyncDisposable
{
    private readonly string folder;
    private readonly RedisProcess? redis;
    private SidecarHost sidecar;
    private readonly DaprConnection connection;

    private SidecarStore(string folder, RedisProcess? redis, SidecarHost sidecar)
    {
        this.folder = folder;
        this.redis = redis;
        this.sidecar = sidecar;
        Options = new DaprOptions { GrpcEndpoint = sidecar.Endpoints[0].Grpc, HttpEndpoint = sidecar.Endpoints[0].Http };
        connection = new DaprConnection(Options);
        Store = new DaprStateStore(connection, "store");
    }

    public DaprOptions Options { get; }

    public IStateStore Store { get; }

    /// <summary>SQLite, which calls fsync on commit.</summary>
    public static Task<SidecarStore> StartSqliteAsync() => StartAsync("state.sqlite", "connectionString", "state.db", redis: null);

    /// <summary>Redis, which calls fsync on each write; skips the test where there is none.</summary>
    public static async Task<SidecarStore> StartRedisAsync()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, "redis-server is not on PATH");
        var redis = await RedisProcess.StartAsync();
        return await StartAsync("state.redis", "redisHost", redis.Address, redis);
    }

    /// <summary>Ends the sidecar and starts another in its place, on the same ports and the same store.</summary>
    public async Task RestartSidecarAsync()
    {
        await sidecar.DisposeAsync();
        sidecar = await StartSidecarAsync(folder, Options.GrpcEndpoint.Port, Options.HttpEndpoint.Port);
    }

    public async ValueTask DisposeAsync()
    {
        connection.Dispose();
        await sidecar.DisposeAsync();
        redis?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<SidecarStore> StartAsync(string type, string setting, string value, RedisProcess? redis)
    {
        var folder = Directory.CreateTempSubdirectory("mesh-journal-").FullName;
        var resources = Directory.CreateDirectory(Path.Combine(folder, "resources")).FullName;
        await File.WriteAllTextAsync(Path.Combine(resources, "store.yaml"), $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: store
            spec:
              type: {type}
              version: v1
              metadata:
              - name: {setting}
                value: "{value}"
              - name: actorStateStore
                value: "true"
            """);
        return new SidecarStore(folder, redis, await StartSidecarAsync(folder, grpcPort: 0, httpPort: 0));
    }

    private static Task<SidecarHost> StartSidecarAsync(string folder, int grpcPort, int httpPort) => SidecarHost.StartAsync(
        new SidecarOptions
        {
            Apps = [new SidecarApp { AppId = "bank", DaprGrpcPort = grpcPort, DaprHttpPort = httpPort }],
            ResourcesPaths = [Path.Combine(folder, "resources")],
            DataDirectory = folder,
        },
        CancellationToken.None);
}
