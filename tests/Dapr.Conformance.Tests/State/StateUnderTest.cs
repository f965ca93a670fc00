using Dapr.Proto.Common.V1;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Concurrency = Dapr.Proto.Common.V1.StateOptions.Types.StateConcurrency;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Dapr.Conformance.Tests.State;

/// <summary>State calls of tests on one store. Every key gets a prefix, so that tests on one store do not meet.</summary>
/// <param name="client">Client of the sidecar.</param>
/// <param name="name">Name of the component.</param>
/// <param name="type">Its type, as <c>state.redis</c>.</param>
/// <param name="prefix">Prefix of the keys; may be empty.</param>
public sealed class StateUnderTest(DaprClient client, string name, string type, string prefix)
{
    public DaprClient Client => client;

    public string Name => name;

    public string Type => type;

    /// <summary>An etag of the store's form that no value has.</summary>
    public string WrongEtag => type == "state.redis" ? "7" : Guid.NewGuid().ToString();

    /// <summary>The key that the sidecar is sent.</summary>
    public string Key(string key) => prefix + key;

    public StateItem Item(
        string key, string value, string? etag = null, Concurrency concurrency = Concurrency.ConcurrencyUnspecified, int? ttl = null) =>
        Item(key, ByteString.CopyFromUtf8(value), etag, concurrency, ttl);

    public StateItem Item(
        string key,
        ByteString value,
        string? etag = null,
        Concurrency concurrency = Concurrency.ConcurrencyUnspecified,
        int? ttl = null)
    {
        var item = new StateItem { Key = Key(key), Value = value, Options = new StateOptions { Concurrency = concurrency } };
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

    public async Task SaveAsync(params StateItem[] items) =>
        await client.SaveStateAsync(new SaveStateRequest { StoreName = name, States = { items } });

    public Task SaveAsync(string key, string value) => SaveAsync(Item(key, value));

    /// <summary>Saves with first-write and without an etag: creates.</summary>
    public Task CreateAsync(string key, string value) => SaveAsync(Item(key, value, concurrency: Concurrency.ConcurrencyFirstWrite));

    public async Task<GetStateResponse> GetAsync(string key) =>
        await client.GetStateAsync(new GetStateRequest { StoreName = name, Key = Key(key) });

    public async Task<string> TextAsync(string key) => (await GetAsync(key)).Data.ToStringUtf8();

    public async Task DeleteAsync(string key, string? etag = null) => await client.DeleteStateAsync(
        new DeleteStateRequest { StoreName = name, Key = Key(key), Etag = etag is null ? null : new Etag { Value = etag } });

    public async Task TransactAsync(params (string Type, StateItem Item)[] operations)
    {
        var request = new ExecuteStateTransactionRequest { StoreName = name };
        request.Operations.AddRange(operations.Select(
            operation => new TransactionalStateOperation { OperationType = operation.Type, Request = operation.Item }));
        await client.ExecuteStateTransactionAsync(request);
    }

    public async Task<GetBulkStateResponse> BulkAsync(params string[] keys) =>
        await client.GetBulkStateAsync(new GetBulkStateRequest { StoreName = name, Keys = { keys.Select(Key) } });
}
