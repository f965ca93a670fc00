using Dapr.Proto.Common.V1;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Dapr.Connection;
using Concurrency = Dapr.Proto.Common.V1.StateOptions.Types.StateConcurrency;
using Consistency = Dapr.Proto.Common.V1.StateOptions.Types.StateConsistency;

namespace Mesh.Dapr.State;

/// <summary>A state component of the sidecar. Values are raw bytes, without a content type: with one, Dapr would rewrite them.</summary>
public sealed class DaprStateStore(DaprConnection connection, string storeName) : IStateStore
{
    // Bulk reads of stores without a native one run this many at a time; more made no difference on redis.
    private const int BulkParallelism = 10;

    private static readonly StateOptions CreateOptions = new()
    {
        Concurrency = Concurrency.ConcurrencyFirstWrite,
        Consistency = Consistency.ConsistencyStrong,
    };
    private static readonly StateOptions SaveOptions = new()
    {
        Concurrency = Concurrency.ConcurrencyLastWrite,
        Consistency = Consistency.ConsistencyStrong,
    };

    /// <inheritdoc/>
    public async Task<StateEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        RequireKey(key);
        var request = new GetStateRequest { StoreName = storeName, Key = key, Consistency = Consistency.ConsistencyStrong };
        try
        {
            var answer = await connection.Client.GetStateAsync(request, Limited(cancellationToken));
            return Entry(answer.Data, answer.Etag);
        }
        catch (RpcException exception)
        {
            throw Failed("read", key, exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StateEntry?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        var request = new GetBulkStateRequest { StoreName = storeName, Parallelism = BulkParallelism };
        foreach (var key in keys)
        {
            RequireKey(key);
            request.Keys.Add(key);
        }

        try
        {
            var answer = await connection.Client.GetBulkStateAsync(request, Limited(cancellationToken));
            return InOrder(keys, answer);
        }
        catch (RpcException exception)
        {
            throw Failed($"read of {keys.Count} keys from", keys[0], exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task CreateAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        WriteAsync("create", key, value, CreateOptions, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        WriteAsync("save", key, value, SaveOptions, cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        RequireKey(key);
        var request = new DeleteStateRequest { StoreName = storeName, Key = key, Options = SaveOptions };
        try
        {
            await connection.Client.DeleteStateAsync(request, Limited(cancellationToken));
        }
        catch (RpcException exception)
        {
            throw Failed("delete", key, exception, cancellationToken);
        }
    }

    private async Task WriteAsync(
        string action, string key, ReadOnlyMemory<byte> value, StateOptions options, CancellationToken cancellationToken)
    {
        RequireKey(key);
        if (value.IsEmpty)
        {
            throw new ArgumentException(
                $"The value of '{key}' is empty: some stores refuse that, and it could not be told from an absent key.", nameof(value));
        }

        var item = new StateItem { Key = key, Value = UnsafeByteOperations.UnsafeWrap(value), Options = options };
        try
        {
            await connection.Client.SaveStateAsync(
                new SaveStateRequest { StoreName = storeName, States = { item } }, Limited(cancellationToken));
        }
        catch (RpcException exception)
        {
            throw Failed(action, key, exception, cancellationToken);
        }
    }

    /// <summary>Stores answer in an order of their own, and one that is asked for a key twice may answer it once.</summary>
    private List<StateEntry?> InOrder(IReadOnlyList<string> keys, GetBulkStateResponse answer)
    {
        var found = new Dictionary<string, StateEntry?>(answer.Items.Count, StringComparer.Ordinal);
        foreach (var item in answer.Items)
        {
            found[item.Key] = item.Error.Length == 0
                ? Entry(item.Data, item.Etag)
                : throw new StateStoreException(
                    DaprFailure.Failed, $"read of '{item.Key}' in state store '{storeName}' failed: {item.Error}");
        }

        return [.. keys.Select(key => found.TryGetValue(key, out var entry)
            ? entry
            : throw new StateStoreException(DaprFailure.Failed, $"state store '{storeName}' gave no answer for '{key}'"))];
    }

    /// <summary>An absent key has neither data nor etag; a present one has an etag, except in stores without etags.</summary>
    private static StateEntry? Entry(ByteString data, string etag) =>
        data.IsEmpty && etag.Length == 0 ? null : new StateEntry(data.Memory, etag);

    private CallOptions Limited(CancellationToken cancellationToken) =>
        connection.Limited(connection.Options.StateTimeLimit, cancellationToken);

    private static void RequireKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Contains("||", StringComparison.Ordinal))
        {
            throw new ArgumentException($"The key '{key}' contains '||', which Dapr reserves.", nameof(key));
        }
    }

    private Exception Failed(string action, string key, RpcException exception, CancellationToken cancellationToken) =>
        exception.IsCancellation(cancellationToken)
            ? new OperationCanceledException($"{action} '{key}' was cancelled", exception, cancellationToken)
            : new StateStoreException(
                DaprFailures.Of(exception.StatusCode),
                $"{action} '{key}' in state store '{storeName}' failed: {exception.Reason()}", exception);
}
