using Dapr.Proto.Common.V1;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;
using Concurrency = Dapr.Proto.Common.V1.StateOptions.Types.StateConcurrency;

namespace Mesh.Sidecar.Tests.Running;

/// <summary>State calls of tests, on the store named <c>store</c>.</summary>
public static class StateCalls
{
    public const string Name = "store";

    public static StateItem Item(
        string key, string value, string? etag = null, Concurrency concurrency = Concurrency.ConcurrencyUnspecified, int? ttl = null)
    {
        var item = new StateItem { Key = key, Value = ByteString.CopyFromUtf8(value),
            Options = new StateOptions { Concurrency = concurrency } };
        if (etag is not null)
        {
            item.Etag = new Etag { Value = etag };
        }

        if (ttl is not null)
        {
            item.Metadata["ttlInSeconds"] = $"{ttl}";
        }

        return item;
    }

    public static async Task SaveAsync(this DaprClient client, params StateItem[] items) =>
        await client.SaveStateAsync(new SaveStateRequest { StoreName = Name, States = { items } });

    public static Task CreateAsync(this DaprClient client, string key, string value) =>
        client.SaveAsync(Item(key, value, concurrency: Concurrency.ConcurrencyFirstWrite));

    public static async Task<GetStateResponse> GetAsync(this DaprClient client, string key) =>
        await client.GetStateAsync(new GetStateRequest { StoreName = Name, Key = key });

    public static async Task<string> TextAsync(this DaprClient client, string key) => (await client.GetAsync(key)).Data.ToStringUtf8();

    public static async Task DeleteAsync(this DaprClient client, string key, string? etag = null) => await client.DeleteStateAsync(
        new DeleteStateRequest { StoreName = Name, Key = key, Etag = etag is null ? null : new Etag { Value = etag } });

    public static async Task TransactAsync(this DaprClient client, params (string Type, StateItem Item)[] operations)
    {
        var request = new ExecuteStateTransactionRequest { StoreName = Name };
        request.Operations.AddRange(operations.Select(
            operation => new TransactionalStateOperation { OperationType = operation.Type, Request = operation.Item }));
        await client.ExecuteStateTransactionAsync(request);
    }

    public static async Task<GetBulkStateResponse> BulkAsync(this DaprClient client, params string[] keys) =>
        await client.GetBulkStateAsync(new GetBulkStateRequest { StoreName = Name, Keys = { keys } });
}
