namespace Mesh.Sidecar.Tests.Running;

/// <summary>The state stores that the same tests run on.</summary>
public enum Store
{
    Sqlite,
    Memory,
    Redis,
}

/// <summary>Starts a sidecar on one of them.</summary>
public static class Stores
{
    /// <summary>All of them, for a theory.</summary>
    public static TheoryData<Store> All => [Store.Sqlite, Store.Memory, Store.Redis];

    /// <summary>Those with real transactions.</summary>
    public static TheoryData<Store> Atomic => [Store.Sqlite, Store.Memory];

    /// <summary>The component named <c>store</c>, emptied.</summary>
    public static async Task<string> ComponentAsync(Store store, params (string Name, string Value)[] metadata) => store switch
    {
        Store.Sqlite => ComponentText.Of("store", "state.sqlite", [("connectionString", "state.db"), .. metadata]),
        Store.Memory => ComponentText.Of("store", "state.in-memory", metadata),
        Store.Redis => ComponentText.Of("store", "state.redis", [("redisHost", await RedisServer.FlushedAsync()), .. metadata]),
        _ => throw new System.Diagnostics.UnreachableException($"store {store}"),
    };

    /// <summary>Starts a sidecar with it.</summary>
    public static async Task<SidecarUnderTest> StartAsync(Store store, params (string Name, string Value)[] metadata) =>
        await SidecarUnderTest.StartAsync(await ComponentAsync(store, metadata));
}
