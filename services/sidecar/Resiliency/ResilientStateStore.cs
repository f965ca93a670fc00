using Mesh.Sidecar.State;
using Polly;

namespace Mesh.Sidecar.Resiliency;

/// <summary>A store under the outbound policy of its component. A conflict is an answer and never repeated (contract 2.2).</summary>
internal sealed class ResilientStateStore(IStateStore inner, TargetPolicy policy, TimeProvider time) : IStateStore
{
    private const string LimitReached = "context deadline exceeded";

    private readonly ResiliencePipeline<StoredValue?>? _reads =
        policy.RetryPipeline<StoredValue?>(time, (_, outcome) => outcome.Exception is StateReadException);

    private readonly ResiliencePipeline<IReadOnlyList<BulkValue>>? _bulkReads =
        policy.RetryPipeline<IReadOnlyList<BulkValue>>(time, (_, outcome) => outcome.Exception is StateReadException);

    private readonly ResiliencePipeline<StateOutcome>? _writes =
        policy.RetryPipeline<StateOutcome>(time, (_, outcome) => outcome.Result.Kind == StateOutcomeKind.Failed);

    /// <inheritdoc/>
    public IReadOnlyList<string> Capabilities => inner.Capabilities;

    /// <inheritdoc/>
    public bool StoresCanonicalJson => inner.StoresCanonicalJson;

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(_reads, token => inner.GetAsync(key, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BulkValue>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        ReadAsync(_bulkReads, token => inner.GetManyAsync(keys, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StateOutcome> ApplyAsync(StateChange change, CancellationToken cancellationToken) =>
        WriteAsync(token => inner.ApplyAsync(change, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StateOutcome> TransactAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken) =>
        WriteAsync(token => inner.TransactAsync(changes, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<T> ReadAsync<T>(
        ResiliencePipeline<T>? pipeline, Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        return pipeline is null ? await TryAsync(cancellationToken) : await pipeline.ExecuteAsync(TryAsync, cancellationToken);

        async ValueTask<T> TryAsync(CancellationToken token)
        {
            if (policy.Timeout is null)
            {
                return await read(token);
            }

            using var limit = policy.Begin(time, token);
            try
            {
                // Whether or not the store listens: daprd does not wait for it either.
                return await read(limit.Token).AsTask().WaitAsync(limit.Token);
            }
            catch (OperationCanceledException exception) when (limit.IsReached)
            {
                throw new StateReadException(LimitReached, exception);
            }
        }
    }

    private async ValueTask<StateOutcome> WriteAsync(
        Func<CancellationToken, ValueTask<StateOutcome>> write, CancellationToken cancellationToken)
    {
        return _writes is null ? await TryAsync(cancellationToken) : await _writes.ExecuteAsync(TryAsync, cancellationToken);

        async ValueTask<StateOutcome> TryAsync(CancellationToken token)
        {
            if (policy.Timeout is null)
            {
                return await write(token);
            }

            using var limit = policy.Begin(time, token);
            try
            {
                return await write(limit.Token).AsTask().WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (limit.IsReached)
            {
                return StateOutcome.Failed(LimitReached);
            }
        }
    }
}
