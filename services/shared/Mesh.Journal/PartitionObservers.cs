namespace Mesh.Journal;

/// <summary>Tells several observers what one is told, in their order.</summary>
public sealed class PartitionObservers<TState, TCommand, TResult, TEvent>(
    params IReadOnlyList<IPartitionObserver<TState, TCommand, TResult, TEvent>> observers)
    : IPartitionObserver<TState, TCommand, TResult, TEvent>
{
    /// <inheritdoc/>
    public void Activated(IPartition<TState, TCommand, TResult, TEvent> partition, TState state, CancellationToken stopping)
    {
        foreach (var observer in observers)
        {
            observer.Activated(partition, state, stopping);
        }
    }

    /// <inheritdoc/>
    public void Committed(CommittedRecord<TEvent> record)
    {
        foreach (var observer in observers)
        {
            observer.Committed(record);
        }
    }

    /// <inheritdoc/>
    public async Task RemindedAsync(
        IPartition<TState, TCommand, TResult, TEvent> partition, string name, CancellationToken cancellationToken)
    {
        foreach (var observer in observers)
        {
            await observer.RemindedAsync(partition, name, cancellationToken);
        }
    }
}
