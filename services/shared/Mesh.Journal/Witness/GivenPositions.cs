namespace Mesh.Journal.Witness;

/// <summary>Positions of one partition that are known to be right. Bounded; safe for concurrent use.</summary>
internal sealed class GivenPositions
{
    private readonly Lock gate = new();
    private readonly Queue<(ulong Sequence, ReadOnlyMemory<byte> Hash)> given = new();

    public void Add(ulong sequence, ReadOnlyMemory<byte> hash)
    {
        lock (gate)
        {
            if (!Contains(sequence, hash))
            {
                given.Enqueue((sequence, hash));
                if (given.Count > WitnessLimits.GivenMax)
                {
                    given.Dequeue();
                }
            }
        }
    }

    public bool Has(ulong sequence, ReadOnlyMemory<byte> hash)
    {
        lock (gate)
        {
            return Contains(sequence, hash);
        }
    }

    private bool Contains(ulong sequence, ReadOnlyMemory<byte> hash) =>
        given.Any(position => position.Sequence == sequence && position.Hash.Span.SequenceEqual(hash.Span));
}
