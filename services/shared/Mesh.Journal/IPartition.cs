using Mesh.Kernel;

namespace Mesh.Journal;

/// <summary>One partition of a service, as its endpoints and effects use it.</summary>
public interface IPartition<TState, TCommand, TResult, TEvent>
{
    /// <summary>Number of the partition, from 0.</summary>
    int Number { get; }

    /// <summary>
    /// Number of the newest record that this replica has applied; inside the query of a read, of the one that the state is after.
    /// </summary>
    ulong HeadSequence { get; }

    /// <summary>
    /// Decides a command and commits what it decided together with whatever else is waiting. Completes after the commit.
    /// </summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The store is in trouble or the partition is stopping; says whether the
    /// outcome is unknown.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; the command may be committed all the same.</exception>
    Task<TResult> SubmitAsync(TCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Answers a question from committed state. The query runs inside the partition's loop: it must be quick, must not keep the state, and
    /// must copy what it returns.
    /// </summary>
    /// <param name="query">The question.</param>
    /// <param name="consistency">Linearizable: sees every command acknowledged before the call, on any replica.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The head could not be confirmed.</exception>
    Task<TView> ReadAsync<TView>(Func<TState, TView> query, ReadConsistency consistency, CancellationToken cancellationToken);

    /// <summary>
    /// Reads committed records from the journal, oldest first, and waits up to <paramref name="wait"/> for the first new one when there is
    /// none.
    /// </summary>
    /// <returns>Whole records; empty when nothing new came. At most <paramref name="recordCountMax"/> and about 3 MiB.</returns>
    Task<IReadOnlyList<CommittedRecord<TEvent>>> ReadRecordsAsync(
        ulong fromSequence, int recordCountMax, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>
    /// Finds the events that have left memory under some keys, oldest first; none for a machine that keeps everything in memory. What is in
    /// memory is to be read before: an event that leaves it meanwhile is found here.
    /// </summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The store did not answer.</exception>
    Task<IReadOnlyList<PastEvent<TEvent>>> FindPastAsync(IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Lists events under one key, page by page, whether they have left memory or not. Linearizable: a range that is not bounded by a
    /// place has every event that was acknowledged before the call. What a page has shown once stays where it is.
    /// </summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The store did not answer, or the head could not be confirmed.</exception>
    Task<PastPage<TEvent>> ListPastAsync(UInt128 key, PastRange range, CancellationToken cancellationToken);

    /// <summary>
    /// Finds the last place of the events that are earlier than a time; <see cref="JournalPlace.Start"/> when none is. Reads some twenty
    /// records of a journal of a million. Linearizable.
    /// </summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The store did not answer, or the head could not be confirmed.</exception>
    Task<JournalPlace> FindPlaceBeforeAsync(Moment time, CancellationToken cancellationToken);
}
