using System.Collections.Concurrent;
using Mesh.Sidecar.Components;
using StackExchange.Redis;

namespace Mesh.Sidecar.Redis;

/// <summary>The redis connections of a run: components with the same settings share one, on which all commands are pipelined.</summary>
internal sealed class RedisConnections : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ConnectionMultiplexer>>> _connections = new(StringComparer.Ordinal);

    /// <summary>Connects as a component's metadata says.</summary>
    /// <exception cref="Hosting.SidecarStartException">There is no redis there, or the settings are not served.</exception>
    public async Task<IConnectionMultiplexer> ConnectAsync(ComponentSettings settings)
    {
        var options = Options(settings);
        var connection = _connections.GetOrAdd(
            options.ToString(includePassword: true), _ =>
                new Lazy<Task<ConnectionMultiplexer>>(() => ConnectionMultiplexer.ConnectAsync(options)));
        try
        {
            return await connection.Value;
        }
        catch (RedisConnectionException exception)
        {
            throw settings.Problem(
                $"no redis at {settings.Text("redisHost")}: {exception.Message.ReplaceLineEndings(" ")}",
                "start redis-server there or correct redisHost",
                exception);
        }
    }

    /// <summary>Opens a connection of its own, for commands that wait.</summary>
    /// <param name="settings">The component's metadata.</param>
    /// <param name="waitMax">How long such a command may wait.</param>
    public static async Task<ConnectionMultiplexer> ConnectAloneAsync(ComponentSettings settings, TimeSpan waitMax)
    {
        var options = Options(settings);
        options.AsyncTimeout += (int)waitMax.TotalMilliseconds;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values.Where(connection => connection.Value.IsCompletedSuccessfully))
        {
            await (await connection.Value).DisposeAsync();
        }
    }

    private static ConfigurationOptions Options(ComponentSettings settings)
    {
        if (settings.Text("redisType") is { Length: > 0 } type && type != "node")
        {
            throw settings.Problem($"redisType '{type}' is not served by this development sidecar", "use node, or `dapr run`");
        }

        if (settings.Flag("failover") || settings.Flag("enableTLS"))
        {
            throw settings.Problem("Sentinel and TLS are not served by this development sidecar", "use a plain node, or `dapr run`");
        }

        var options = ConfigurationOptions.Parse(settings.RequiredText("redisHost"));
        options.Password = settings.Text("redisPassword") is { Length: > 0 } password ? password : null;
        options.User = settings.Text("redisUsername") is { Length: > 0 } user ? user : null;
        options.DefaultDatabase = settings.Count("redisDB", absent: 0);
        options.AbortOnConnectFail = true;
        options.ConnectTimeout = (int)settings.Duration("dialTimeout", TimeSpan.FromSeconds(5)).TotalMilliseconds;
        // A redis that does not answer fails its callers after this long; daprd's own limit is of the same order.
        options.AsyncTimeout = 5000;
        options.ClientName = "mesh-sidecar";
        // The raw answer of XREADGROUP has another shape in the newer protocol.
        options.Protocol = RedisProtocol.Resp2;
        return options;
    }
}
