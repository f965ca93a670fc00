using Dapr.Proto.Common.V1;
using Dapr.Proto.Runtime.V1;
using Mesh.Dapr.Conformance.Tests.State;
using Concurrency = Dapr.Proto.Common.V1.StateOptions.Types.StateConcurrency;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Sidecar.Tests.Running;

/// <summary>State calls of tests whose sidecar is their own: on the store named <c>store</c>, with keys as they are.</summary>
public static class StateCalls
{
    public const string Name = "store";

    public static StateItem Item(
        string key, string value, string? etag = null, Concurrency concurrency = Concurrency.ConcurrencyUnspecified, int? ttl = null) =>
        On(null!).Item(key, value, etag, concurrency, ttl);

    public static Task SaveAsync(this DaprClient client, params StateItem[] items) => On(client).SaveAsync(items);

    public static Task CreateAsync(this DaprClient client, string key, string value) => On(client).CreateAsync(key, value);

    public static Task<GetStateResponse> GetAsync(this DaprClient client, string key) => On(client).GetAsync(key);

    public static Task<string> TextAsync(this DaprClient client, string key) => On(client).TextAsync(key);

    public static Task<GetBulkStateResponse> BulkAsync(this DaprClient client, params string[] keys) => On(client).BulkAsync(keys);

    private static StateUnderTest On(DaprClient client) => new(client, Name, type: "", prefix: "");
}
