using Mesh.Dapr.Conformance.Tests.Running;

namespace Mesh.Sidecar.Tests.Running;

/// <summary>The state stores that the same tests run on.</summary>
public enum Store
{
    Sqlite,
    Memory,
    Redis,
    Postgres,
}

/// <summary>Starts a sidecar on one of them.</summary>
public static class Stores
{
    /// <summary>All of them, for a theory.</summary>
    public static TheoryData<Store> All => [Store.Sqlite, Store.Memory, Store.Redis, Store.Postgres];

    /// <summary>Those with real transactions.</summary>
    public static TheoryData<Store> Atomic => [Store.Sqlite, Store.Memory, Store.Postgres];

    /// <summary>Those whose values expire by the sidecar's clock.</summary>
    public static TheoryData<Store> OnOurClock => [Store.Sqlite, Store.Memory];

    /// <summary>Those that store an empty value (contract 2.5).</summary>
    public static TheoryData<Store> OfEmptyValues => [Store.Sqlite, Store.Memory, Store.Redis];

    /// <summary>The component named <c>store</c>, emptied.</summary>
    public static async Task<string> ComponentAsync(Store store, params (string Name, string Value)[] metadata) => store switch
    {
        Store.Sqlite => ComponentText.Of("store", "state.sqlite", [("connectionString", "state.db"), .. metadata]),
        Store.Memory => ComponentText.Of("store", "state.in-memory", metadata),
        Store.Redis => ComponentText.Of("store", "state.redis", [("redisHost", await RedisServer.FlushedAsync()), .. metadata]),
        Store.Postgres => ComponentText.Of("store", "state.postgresql", "v2", [.. await PostgresServer.TablesAsync(), .. metadata]),
        _ => throw new System.Diagnostics.UnreachableException($"store {store}"),
    };

    /// <summary>Starts a sidecar with it.</summary>
    public static async Task<SidecarUnderTest> StartAsync(Store store, params (string Name, string Value)[] metadata) =>
        await SidecarUnderTest.StartAsync(await ComponentAsync(store, metadata));
}
