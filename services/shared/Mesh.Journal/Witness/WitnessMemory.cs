using Google.Protobuf;
using Mesh.Dapr.State;
using Mesh.Journal.Records;
using Mesh.Journal.V1;

namespace Mesh.Journal.Witness;

/// <summary>
/// The highest positions that the replicas of a caller were told by a service, in the caller's own state store. Replicas share them: each
/// save takes the higher of what is stored and what is known here, and one that goes lost between two is made up for by the next.
/// </summary>
internal sealed class WitnessMemory(string service, IStateStore store)
{
    private readonly SortedDictionary<uint, V1.JournalPosition> highest = [];
    private bool isSaved = true;

    /// <summary>What is known, one position a partition.</summary>
    public IReadOnlyCollection<V1.JournalPosition> Positions => highest.Values;

    /// <summary>Takes what is stored.</summary>
    /// <exception cref="StateStoreException">The store does not answer.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (await store.GetAsync(RecordKeys.Witness(service), cancellationToken) is not { } stored)
        {
            return;
        }

        foreach (var position in WitnessedPositions.Parser.ParseFrom(stored.Value.Span).Positions)
        {
            Raise(new V1.JournalPosition
            {
                Partition = position.Partition,
                Sequence = position.Sequence,
                RecordHash = position.RecordHash,
                Seal = position.Seal,
            });
        }
    }

    /// <summary>Takes note of a position; one that is not higher changes nothing.</summary>
    public void Hear(V1.JournalPosition position) => isSaved &= !Raise(position);

    /// <summary>Stores what was heard since the last time.</summary>
    /// <exception cref="StateStoreException">The store does not answer.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (isSaved)
        {
            return;
        }

        await LoadAsync(cancellationToken);
        var kept = new WitnessedPositions();
        kept.Positions.AddRange(highest.Values.Select(position => new WitnessedPosition
        {
            Partition = position.Partition,
            Sequence = position.Sequence,
            RecordHash = position.RecordHash,
            Seal = position.Seal,
        }));
        await store.SaveAsync(RecordKeys.Witness(service), kept.ToByteArray(), cancellationToken);
        isSaved = true;
    }

    private bool Raise(V1.JournalPosition position)
    {
        if (highest.TryGetValue(position.Partition, out var known) && known.Sequence >= position.Sequence)
        {
            return false;
        }

        highest[position.Partition] = position;
        return true;
    }
}
