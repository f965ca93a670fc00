namespace Mesh.Journal;

/// <summary>What a service does beside deciding: effects after a commit, and taking up what a crash interrupted.</summary>
public interface IPartitionObserver<TState, TCommand, TResult, TEvent>
{
    /// <summary>
    /// The partition has caught up and serves. Runs once an activation, before the first command is decided; start what was interrupted from here
    /// and return quickly. The state may be read only until this returns.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="state">Its committed state.</param>
    /// <param name="stopping">Cancelled when the partition is deactivated or the service stops.</param>
    void Activated(IPartition<TState, TCommand, TResult, TEvent> partition, TState state, CancellationToken stopping);

    /// <summary>A record was committed or caught up with, in order, exactly once an activation. Must return quickly and must not throw.</summary>
    void Committed(CommittedRecord<TEvent> record);

    /// <summary>The partition's reminder fired: submit whatever depends on time.</summary>
    Task RemindedAsync(string name, CancellationToken cancellationToken);
}
