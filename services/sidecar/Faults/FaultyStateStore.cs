using Mesh.Sidecar.State;
using Mesh.Sidecar.V1;

namespace Mesh.Sidecar.Faults;

/// <summary>A store whose writes meet what a test has asked for.</summary>
internal sealed class FaultyStateStore(IStateStore inner, string name, FaultBoard faults, TimeProvider time) : IStateStore
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Capabilities => inner.Capabilities;

    /// <inheritdoc/>
    public bool StoresCanonicalJson => inner.StoresCanonicalJson;

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BulkValue>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        inner.GetManyAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StateOutcome> ApplyAsync(StateChange change, CancellationToken cancellationToken) =>
        WriteAsync([change.Key], token => inner.ApplyAsync(change, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StateOutcome> TransactAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken) =>
        WriteAsync(changes.Select(change => change.Key), token => inner.TransactAsync(changes, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<StateOutcome> WriteAsync(
        IEnumerable<string> keys, Func<CancellationToken, ValueTask<StateOutcome>> write, CancellationToken cancellationToken)
    {
        if (faults.OfState(name) is not { } fault || !fault.Meets(keys))
        {
            return await write(cancellationToken);
        }

        switch (fault.Kind)
        {
            case StateFaultKind.FailBefore:
                return StateOutcome.Failed("a test asked for this failure; nothing was stored");
            case StateFaultKind.FailAfter:
                var stored = await write(cancellationToken);
                return stored.Kind == StateOutcomeKind.Done ? StateOutcome.Failed("a test asked for this failure; it was stored") : stored;
            case StateFaultKind.DelayBefore:
                // A store that is at work does not hear that its caller has given up.
                await Task.Delay(fault.Delay, time, CancellationToken.None);
                return await write(CancellationToken.None);
            case StateFaultKind.DelayAfter:
                var outcome = await write(cancellationToken);
                await Task.Delay(fault.Delay, time, cancellationToken);
                return outcome;
            case StateFaultKind.Unspecified:
            default:
                throw new System.Diagnostics.UnreachableException($"state fault {fault.Kind}");
        }
    }
}
