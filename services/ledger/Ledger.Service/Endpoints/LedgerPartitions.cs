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
                if (command is CreateTransfers { IsTrial: true })
                {
                    // What leaves no event is answered from the state that is here: let it be no older than the call.
                    await partition.ReadAsync(static _ => true, ReadConsistency.Linearizable, cancellationToken);
                }

                var results = new List<LedgerResult>();
                foreach (var part in CommandSplit.Of(command))
                {
                    await SubmitAsync(partition, part, results, cancellationToken);
                }

                return Join(results) is TResult result ? result : throw LedgerErrors.Of(command.Book, results[^1]).AsException();
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

    /// <summary>
    /// Computes the hash of a book of one moment, linearizably, with the number of the record that it is after. The partition waits only
    /// while the book is copied.
    /// </summary>
    internal Task<(byte[] Hash, ulong Sequence, BookSnapshot Book, int AccountCount)> HashAsync(
        string book, CancellationToken cancellationToken) => OnPartitionAsync(
            book,
            async partition =>
            {
                var (sequence, snapshot, accounts) = await partition.ReadAsync(
                    state => state.FindBook(book) is { } found
                        ? (partition.HeadSequence, found.TakeSnapshot(), found.AccountsFrom(first: 0, int.MaxValue))
                        : (partition.HeadSequence, BookSnapshot.Empty(book), []),
                    ReadConsistency.Linearizable,
                    cancellationToken);
                return (BookHash.Of(snapshot, accounts), sequence, snapshot, accounts.Count);
            },
            cancellationToken);

    /// <summary>Finds a transfer of any age, with what became of its hold and its reversal.</summary>
    public async Task<FoundTransfer> FindTransferAsync(string book, Id128 id, CancellationToken cancellationToken) =>
        (await FindTransfersAsync(book, [id], cancellationToken))[0];

    /// <summary>Finds transfers of any age, with what became of their holds and their reversals, in the order of the identifiers.</summary>
    public Task<FoundTransfer[]> FindTransfersAsync(string book, IReadOnlyList<Id128> ids, CancellationToken cancellationToken) =>
        OnPartitionAsync(
            book,
            async partition =>
            {
                var inMemory = await partition.ReadAsync(
                    state => state.FindBook(book) is { } found
                        ? ids.Select(id => new FoundTransfer(found.FindTransfer(id), found.FindHold(id), found.FindReversal(id))).ToArray()
                        : new FoundTransfer[ids.Count],
                    ReadConsistency.Linearizable,
                    cancellationToken);
                if (inMemory.All(found => found.Transfer is not null))
                {
                    return inMemory;
                }

                var past = await FindPastAsync(
                    partition, book, ids.Where((_, index) => inMemory[index].Transfer is null), cancellationToken);
                return [.. inMemory.Select((found, index) => found.Transfer is not null ? found : new FoundTransfer(
                    past.FindTransfer(ids[index]),
                    found.Hold ?? past.FindHold(ids[index]),
                    found.ReversedById ?? past.FindReversal(ids[index])))];
            },
            cancellationToken);

    /// <summary>Finds where in the journal a transfer was applied that has left memory; null when the history has none.</summary>
    public Task<PastEvent<LedgerEvent>?> FindPlaceAsync(string book, Id128 id, CancellationToken cancellationToken) => OnPartitionAsync(
        book,
        async partition =>
        {
            foreach (var past in await partition.FindPastAsync([new HistoryKeys(book).OfTransfer(id)], cancellationToken))
            {
                if (past.Event is TransferApplied applied && applied.Terms.Id == id && applied.Book == book)
                {
                    return past;
                }
            }

            return (PastEvent<LedgerEvent>?)null;
        },
        cancellationToken);

    /// <summary>Gets the number of the partition that a book lives in.</summary>
    public Task<int> NumberOfAsync(string book, CancellationToken cancellationToken) =>
        OnPartitionAsync(book, static partition => Task.FromResult(partition.Number), cancellationToken);

    /// <summary>Reads records of the partition of a book.</summary>
    public Task<IReadOnlyList<CommittedRecord<LedgerEvent>>> ReadRecordsAsync(
        string book, ulong fromSequence, int recordCountMax, TimeSpan wait, CancellationToken cancellationToken) => OnPartitionAsync(
            book, partition => partition.ReadRecordsAsync(fromSequence, recordCountMax, wait, cancellationToken), cancellationToken);

    /// <summary>Lists entries of an account that keeps history, those of an effective time of their own alone or all.</summary>
    internal Task<PastPage<LedgerEvent>> ListEntriesAsync(
        string book, Id128 accountId, bool onlyDated, PastRange range, CancellationToken cancellationToken) => OnPartitionAsync(
            book,
            partition =>
            {
                var keys = new HistoryKeys(book);
                return partition.ListPastAsync(
                    onlyDated ? keys.OfDatedEntry(accountId) : keys.OfEntry(accountId), range, cancellationToken);
            },
            cancellationToken);

    /// <summary>Lists the updates that made the versions of an account.</summary>
    internal Task<PastPage<LedgerEvent>> ListVersionsAsync(
        string book, Id128 accountId, PastRange range, CancellationToken cancellationToken) => OnPartitionAsync(
            book,
            partition => partition.ListPastAsync(new HistoryKeys(book).OfVersion(accountId), range, cancellationToken),
            cancellationToken);

    /// <summary>Finds the last place of what was recorded before a time.</summary>
    internal Task<JournalPlace> FindPlaceBeforeAsync(string book, Moment time, CancellationToken cancellationToken) => OnPartitionAsync(
        book, partition => partition.FindPlaceBeforeAsync(time, cancellationToken), cancellationToken);

    private static async Task<PastDecisions> FindPastAsync(
        IPartition<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partition,
        string book,
        IEnumerable<Id128> ids,
        CancellationToken cancellationToken)
    {
        var keys = new HistoryKeys(book);
        var past = new PastDecisions();
        UInt128[] questions = [.. ids.SelectMany(id => new[] { keys.OfTransfer(id), keys.OfEndOfHold(id), keys.OfReversal(id) })];
        var events = await partition.FindPastAsync(questions, cancellationToken);
        foreach (var happened in events.Where(happened => happened.Event.Book == book))
        {
            past.Add(happened.Event, happened.Event.TimeOf(happened.Time));
        }

        return past;
    }

    private static async Task SubmitAsync(
        IPartition<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partition,
        LedgerCommand part,
        List<LedgerResult> results,
        CancellationToken cancellationToken)
    {
        try
        {
            var result = await partition.SubmitAsync(part, cancellationToken);
            while (result is ExpiryResult)
            {
                // Only holds were given back: see LedgerDecisions.
                result = await partition.SubmitAsync(part, cancellationToken);
            }

            results.Add(result);
        }
        catch (CommandTooLargeException) when (part is RestoreEvents)
        {
            throw LedgerErrors.EventsTooLarge().AsException();
        }
        catch (CommandTooLargeException) when (part is CreateTransfers)
        {
            var (first, second) = CommandSplit.Halve((CreateTransfers)part) ?? throw LedgerErrors.GroupTooLarge().AsException();
            await SubmitAsync(partition, first, results, cancellationToken);
            await SubmitAsync(partition, second, results, cancellationToken);
        }
    }

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
