using Mesh.Sidecar.Faults;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Locks;
using Mesh.Sidecar.Postgres;
using Mesh.Sidecar.PubSub;
using Mesh.Sidecar.Redis;
using Mesh.Sidecar.Resiliency;
using Mesh.Sidecar.Secrets;
using Mesh.Sidecar.Sqlite;
using Mesh.Sidecar.State;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Mesh.Sidecar.Components;

/// <summary>Opens components by type, for one app.</summary>
internal sealed class ComponentFactory(
    SidecarRun run, string appId, Gate sidecar, ResiliencyPolicies policies, ComponentSet components)
{
    /// <summary>Opens a component and adds it to the app's.</summary>
    /// <exception cref="SidecarStartException">Its type is unknown or it cannot be opened.</exception>
    public async Task OpenAsync(ComponentSettings settings)
    {
        var capabilities = settings.Definition.Type switch
        {
            "state.sqlite" => await AddStateAsync(settings, OpenSqliteAsync),
            "state.redis" => await AddStateAsync(settings, OpenRedisAsync),
            "state.postgresql" or "state.postgres" => await AddStateAsync(settings, OpenPostgresAsync),
            "state.in-memory" => await AddStateAsync(settings, OpenMemoryAsync),
            "pubsub.in-memory" => AddBroker(settings, run.MemoryBrokers.GetOrAdd(
                settings.Definition.Name, _ => new MemoryBroker(run.Logging.CreateLogger<MemoryBroker>()))),
            "pubsub.redis" => await AddRedisBrokerAsync(settings),
            "secretstores.local.file" => AddSecrets(settings, new FileSecretStore(settings, run.DataDirectory)),
            "secretstores.local.env" => AddSecrets(settings, new EnvironmentSecretStore(settings, run.Environment)),
            "lock.in-memory" => AddLock(settings, run.MemoryLocks.GetOrAdd(settings.Definition.Name, _ => new MemoryLockStore(run.Time))),
            "lock.redis" => AddLock(settings, new RedisLockStore(await run.Redis.ConnectAsync(settings))),
            var type => throw settings.Problem(
                $"type '{type}' is not served by this development sidecar",
                "use state.sqlite, state.redis, state.postgresql, state.in-memory, pubsub.in-memory, pubsub.redis, "
                + "secretstores.local.file, "
                + "secretstores.local.env, "
                + "lock.in-memory or lock.redis, or start with `dapr run`"),
        };
        var definition = settings.Definition;
        components.Loaded.Add(new LoadedComponent(definition.Name, definition.Type, definition.Version, capabilities));
    }

    private async Task<IReadOnlyList<string>> AddStateAsync(ComponentSettings settings, Func<ComponentSettings, Task<IStateStore>> open)
    {
        var name = settings.Definition.Name;
        var isActorStore = settings.Flag("actorStateStore");
        if (isActorStore && components.ActorStateStore is { } other)
        {
            throw settings.Problem($"actorStateStore is set, but state store '{other.Name}' has it too", "keep it at one of them");
        }

        var store = await open(settings);
        var keys = StateKeys.Of(settings.Text("keyPrefix"), appId, name, run.Environment("NAMESPACE"));
        var used = run.Faults is { } faults ? new FaultyStateStore(store, name, faults, run.Time) : store;
        if (policies.Outbound.TryGetValue(name, out var policy))
        {
            used = new ResilientStateStore(used, policy, run.Time);
        }

        components.StateStores.Add(name, new StateComponent(name, used, keys, isActorStore));
        return store.Capabilities;
    }

    /// <summary>Apps that name the same file share its writer, so that their writes share commits.</summary>
    private async Task<IStateStore> OpenSqliteAsync(ComponentSettings settings)
    {
        var written = settings.RequiredText("connectionString");
        var path = SqlitePath.Of(written, run.DataDirectory);
        var table = settings.Text("tableName") is { Length: > 0 } name ? name : "state";
        try
        {
            var database = run.Databases.Open(path, settings.Duration("busyTimeout", TimeSpan.FromSeconds(2)));
            return await SqliteStateStore.OpenAsync(database, new SqliteStateTable(table), run.Time);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw settings.Problem(
                $"{path} cannot be opened or written: {exception.Message.ReplaceLineEndings(" ")}",
                "make its folder writable, or choose another", exception);
        }
        catch (ArgumentException exception)
        {
            throw settings.Problem(exception.Message.ReplaceLineEndings(" "), "choose another tableName", exception);
        }
    }

    private async Task<IStateStore> OpenRedisAsync(ComponentSettings settings) => new RedisStateStore(
        await run.Redis.ConnectAsync(settings),
        settings.Text("ttlInSeconds") is { Length: > 0 } ? settings.Count("ttlInSeconds", absent: 0) : null,
        settings.Definition.Name,
        run.Logging.CreateLogger<RedisStateStore>());

    private async Task<IStateStore> OpenPostgresAsync(ComponentSettings settings)
    {
        if (settings.Definition.Version != "v2")
        {
            throw settings.Problem(
                $"state.postgresql version '{settings.Definition.Version}' is not served by this development sidecar", "write version: v2");
        }

        try
        {
            return await PostgresStateStore.OpenAsync(
                PostgresConnection.Open(settings),
                new PostgresStateTable(settings.Text("tablePrefix") ?? ""),
                run.Time,
                settings.Duration("cleanupInterval", TimeSpan.FromHours(1)));
        }
        catch (NpgsqlException exception)
        {
            throw settings.Problem(
                $"PostgreSQL does not answer: {exception.Message.ReplaceLineEndings(" ")}",
                "start it, or correct connectionString",
                exception);
        }
        catch (ArgumentException exception)
        {
            throw settings.Problem(exception.Message.ReplaceLineEndings(" "), "choose another tablePrefix", exception);
        }
    }

    private Task<IStateStore> OpenMemoryAsync(ComponentSettings settings) => Task.FromResult<IStateStore>(new MemoryStateStore(run.Time));

    private async Task<IReadOnlyList<string>> AddRedisBrokerAsync(ComponentSettings settings) => AddBroker(
        settings, new RedisBroker(settings, await run.Redis.ConnectAsync(settings), run.Time, run.Logging.CreateLogger<RedisBroker>()));

    private IReadOnlyList<string> AddBroker(ComponentSettings settings, IBroker broker)
    {
        var name = settings.Definition.Name;
        var consumer = settings.Text("consumerID") is { Length: > 0 } written ? written : appId;
        var used = run.Faults is { } faults ? new FaultyBroker(broker, name, faults, sidecar) : broker;
        components.PubSubs.Add(name, new PubSubComponent(
            name, used, consumer, new TopicScopes(settings, appId), policies.InboundOf(name)));
        return [];
    }

    private IReadOnlyList<string> AddSecrets(ComponentSettings settings, ISecretStore store)
    {
        components.SecretStores.Add(settings.Definition.Name, store);
        return [];
    }

    private IReadOnlyList<string> AddLock(ComponentSettings settings, ILockStore store)
    {
        var name = settings.Definition.Name;
        components.LockStores.Add(name, new LockComponent(store, LockComponent.PrefixOf(settings.Text("keyPrefix"), appId, name)));
        return [];
    }
}
