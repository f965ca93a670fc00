using System.Diagnostics;
using Mesh.Host.Errors;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Hands commands and questions to the partition of a book, and turns its trouble into the ledger's errors.</summary>
public sealed class LedgerPartitions(IPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partitions)
{
    /// <summary>
    /// Decides and commits a command. One too large for a record is committed in parts, one after the other; when a later part fails the
    /// earlier ones stay, and a repeat with the same identifiers gets their answers.
    /// </summary>
    public Task<TResult> SubmitAsync<TResult>(LedgerCommand command, CancellationToken cancellationToken)
        where TResult : LedgerResult => OnPartitionAsync(
            command.Book,
            async partition =>
            {
                var results = new List<LedgerResult>();
                foreach (var part in CommandSplit.Of(command))
                {
                    var result = await partition.SubmitAsync(part, cancellationToken);
                    while (result is ExpiryResult)
                    {
                        // Only holds were given back: see LedgerDecisions.
                        result = await partition.SubmitAsync(part, cancellationToken);
                    }

                    results.Add(result);
                }

                return (TResult)Join(results);
            },
            cancellationToken);

    /// <summary>Asks a question of committed state, linearizably.</summary>
    /// <param name="book">Book that is asked about.</param>
    /// <param name="query">Gets the book; null when nothing was ever decided in it. Quick, and copies what it returns.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<TView> ReadAsync<TView>(string book, Func<Book?, TView> query, CancellationToken cancellationToken) => OnPartitionAsync(
        book,
        partition => partition.ReadAsync(state => query(state.FindBook(book)), ReadConsistency.Linearizable, cancellationToken),
        cancellationToken);

    /// <summary>Finds a transfer of any age, with what became of its hold and its reversal.</summary>
    public Task<FoundTransfer> FindTransferAsync(string book, Id128 id, CancellationToken cancellationToken) => OnPartitionAsync(
        book,
        async partition =>
        {
            var inMemory = await partition.ReadAsync(
                state => state.FindBook(book) is { } found
                    ? new FoundTransfer(found.FindTransfer(id), found.FindHold(id), found.FindReversal(id))
                    : new FoundTransfer(),
                ReadConsistency.Linearizable,
                cancellationToken);
            if (inMemory.Transfer is not null)
            {
                return inMemory;
            }

            var keys = new HistoryKeys(book);
            var past = new PastDecisions();
            var events = await partition.FindPastAsync(
                [keys.OfTransfer(id), keys.OfEndOfHold(id), keys.OfReversal(id)], cancellationToken);
            foreach (var happened in events.Where(happened => happened.Event.Book == book))
            {
                past.Add(happened.Event, happened.Time);
            }

            return new FoundTransfer(
                past.FindTransfer(id), inMemory.Hold ?? past.FindHold(id), inMemory.ReversedById ?? past.FindReversal(id));
        },
        cancellationToken);

    /// <summary>Reads records of the partition of a book.</summary>
    public Task<IReadOnlyList<CommittedRecord<LedgerEvent>>> ReadRecordsAsync(
        string book, ulong fromSequence, int recordCountMax, TimeSpan wait, CancellationToken cancellationToken) => OnPartitionAsync(
            book, partition => partition.ReadRecordsAsync(fromSequence, recordCountMax, wait, cancellationToken), cancellationToken);

    private async Task<TAnswer> OnPartitionAsync<TAnswer>(
        string book,
        Func<IPartition<LedgerState, LedgerCommand, LedgerResult, LedgerEvent>, Task<TAnswer>> ask,
        CancellationToken cancellationToken)
    {
        try
        {
            return await ask(await partitions.ForTenantAsync(book, cancellationToken));
        }
        catch (ServiceUnavailableException reason)
        {
            throw LedgerErrors.PartitionUnavailable(reason).AsException();
        }
    }

    private static LedgerResult Join(List<LedgerResult> results) => results switch
    {
        [var whole] => whole,
        [AssetResults, ..] => new AssetResults([.. results.Cast<AssetResults>().SelectMany(part => part.Items)]),
        [AccountResults, ..] => new AccountResults([.. results.Cast<AccountResults>().SelectMany(part => part.Items)]),
        [AccountUpdateResults, ..] => new AccountUpdateResults([.. results.Cast<AccountUpdateResults>().SelectMany(part => part.Items)]),
        [TransferResults, ..] => new TransferResults([.. results.Cast<TransferResults>().SelectMany(part => part.Items)]),
        _ => throw new UnreachableException("A command has at least one part."),
    };
}
