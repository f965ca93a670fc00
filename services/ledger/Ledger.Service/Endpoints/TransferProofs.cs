using Mesh.Journal;
using Mesh.Journal.Proofs;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>
/// Finds where in the journal a transfer is, and has it proven. No place is kept in memory for it: an old one has an entry in the history,
/// a recent one has a time that no other event has, and of a recent one that was imported the newest records are looked through.
/// </summary>
public sealed class TransferProofs(LedgerPartitions partitions, IJournalProofs proofs)
{
    /// <summary>Records read at once: what the newest memory of a partition holds.</summary>
    private const int RecordsPerRead = 64;

    /// <summary>Proves an applied transfer; null when the book has none.</summary>
    /// <param name="book">The book.</param>
    /// <param name="id">The transfer.</param>
    /// <param name="treeSize">Leaves of the tree; 0 for the tree of now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<EventProof?> FindAsync(string book, Id128 id, ulong treeSize, CancellationToken cancellationToken)
    {
        var found = await partitions.FindTransferAsync(book, id, cancellationToken);
        if (found.Transfer is not { IsApplied: true } applied)
        {
            return null;
        }

        var number = await partitions.NumberOfAsync(book, cancellationToken);
        if (await partitions.FindPlaceAsync(book, id, cancellationToken) is { } past)
        {
            return await proofs.ProveAsync(number, past.Sequence, past.Index, treeSize, cancellationToken);
        }

        if (applied.Terms.ImportTime is null)
        {
            return await proofs.ProveAsync(number, applied.CreateTime, treeSize, cancellationToken);
        }

        var head = await proofs.GetHeadAsync(number, size: 0, cancellationToken);
        return await LookBackAsync(book, id, head.Sequence, cancellationToken) is { } place
            ? await proofs.ProveAsync(number, place.Sequence, place.Index, treeSize, cancellationToken)
            : null;
    }

    private async Task<(ulong Sequence, int Index)?> LookBackAsync(
        string book, Id128 id, ulong newest, CancellationToken cancellationToken)
    {
        for (var end = newest; end > 0;)
        {
            var first = end > RecordsPerRead ? end - RecordsPerRead + 1 : 1;
            for (var next = first; next <= end;)
            {
                var records = await partitions.ReadRecordsAsync(
                    book, next, (int)(end - next + 1), wait: TimeSpan.Zero, cancellationToken);
                foreach (var record in records)
                {
                    if (IndexOf(record.Events, book, id) is >= 0 and var index)
                    {
                        return (record.Sequence, index);
                    }
                }

                next = records.Count > 0 ? records[^1].Sequence + 1 : end + 1;
            }

            end = first - 1;
        }

        return null;
    }

    private static int IndexOf(IReadOnlyList<LedgerEvent> events, string book, Id128 id)
    {
        for (var index = 0; index < events.Count; index++)
        {
            if (events[index] is TransferApplied applied && applied.Terms.Id == id && applied.Book == book)
            {
                return index;
            }
        }

        return -1;
    }
}
