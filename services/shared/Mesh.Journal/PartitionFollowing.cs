using System.Runtime.CompilerServices;

namespace Mesh.Journal;

/// <summary>Follows the feed of a partition.</summary>
public static class PartitionFollowing
{
    private const int RecordsPerReadMax = 1_024;

    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gives every committed record from <paramref name="fromSequence"/> on, oldest first and without gaps, and then each new one as it
    /// is committed.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="fromSequence">First record; 0 or 1 from the beginning.</param>
    /// <param name="cancellationToken">Ends the enumeration by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">
    /// The partition does not serve any more, or the store did not answer: get the partition anew and go on.
    /// </exception>
    public static async IAsyncEnumerable<CommittedRecord<TEvent>> FollowAsync<TState, TCommand, TResult, TEvent>(
        this IPartition<TState, TCommand, TResult, TEvent> partition,
        ulong fromSequence,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = Math.Max(fromSequence, 1);
        while (true)
        {
            foreach (var record in await partition.ReadRecordsAsync(next, RecordsPerReadMax, WaitMax, cancellationToken))
            {
                yield return record;
                next = record.Sequence + 1;
            }
        }
    }
}
