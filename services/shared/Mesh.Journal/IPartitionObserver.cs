namespace Mesh.Journal;

/// <summary>
/// What a service does beside deciding: effects after a commit, and taking up what a crash interrupted. One observer serves all partitions:
/// calls for one partition come one at a time, calls for different ones at once.
/// </summary>
public interface IPartitionObserver<TState, TCommand, TResult, TEvent>
{
    /// <summary>
    /// The partition has caught up and serves. Runs once an activation, before the first command is decided; start what was interrupted
    /// from here and return quickly. The state may be read only until this returns.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="state">Its committed state.</param>
    /// <param name="stopping">Cancelled when the partition is deactivated or the service stops.</param>
    void Activated(IPartition<TState, TCommand, TResult, TEvent> partition, TState state, CancellationToken stopping);

    /// <summary>
    /// A record was committed or caught up with: every one after <see cref="Activated"/>, in order, once. Runs inside the partition's loop:
    /// return quickly, do not throw.
    /// </summary>
    void Committed(CommittedRecord<TEvent> record);

    /// <summary>
    /// A reminder of the partition fired (see <see cref="IPartitionReminders"/>): submit whatever depends on time. At least once per due
    /// time; an exception lets Dapr try again soon.
    /// </summary>
    Task RemindedAsync(IPartition<TState, TCommand, TResult, TEvent> partition, string name, CancellationToken cancellationToken);
}
