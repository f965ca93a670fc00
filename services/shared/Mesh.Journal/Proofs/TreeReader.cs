using Mesh.Journal.Records;
using Mesh.Journal.Store;
using Mesh.Kernel.Merkle;

namespace Mesh.Journal.Proofs;

/// <summary>
/// Reads what one proof needs of a tree: two tiles a level at most, and the records of 512 leaves. One instance serves one proof.
/// </summary>
internal sealed class TreeReader(int partition, TreeView view, TreeStore stored, RecordStore records)
{
    private readonly Dictionary<(int Level, ulong Number), TreeTile> tiles = [];
    private readonly Dictionary<ulong, LeafChunk> chunks = [];

    public TreeView View => view;

    /// <summary>Computes the root over some leaves that stand next to each other.</summary>
    public async Task<ReadOnlyMemory<byte>> RootAsync(MerkleRange range, CancellationToken cancellationToken)
    {
        var subtrees = new List<ReadOnlyMemory<byte>>();
        foreach (var node in range.PerfectSubtrees())
        {
            var (level, number, first, count) = TreeView.EntriesOf(node);
            var tile = await TileAsync(level, number, cancellationToken);
            subtrees.Add(count == 1 ? tile.HashOf(first) : tile.Fold(first, count));
        }

        return MerkleHash.FoldRight(subtrees);
    }

    /// <summary>Computes the roots that a proof consists of.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> RootsAsync(
        IReadOnlyList<MerkleRange> path, CancellationToken cancellationToken)
    {
        var hashes = new List<ReadOnlyMemory<byte>>(path.Count);
        foreach (var range in path)
        {
            hashes.Add(await RootAsync(range, cancellationToken));
        }

        return hashes;
    }

    /// <summary>Finds the last leaf that is not after what is looked for; null when all are.</summary>
    public async Task<ulong?> FindAsync(Predicate<TreePlace> isNotAfter, CancellationToken cancellationToken)
    {
        var (level, number) = (-1, 0UL);
        for (var edge = view.Edge.Count - 1; edge >= 0; edge--)
        {
            // What a lower level has at the edge comes after all that the higher ones have.
            if (view.Edge[edge].LastWhere(isNotAfter) is >= 0 and var entry)
            {
                (level, number) = (edge, (view.EdgeTile(edge) << ProofLimits.TileHeight) + (ulong)entry);
            }
        }

        for (; level > 0; level--)
        {
            var entry = (await TileAsync(level - 1, number, cancellationToken)).LastWhere(isNotAfter);
            number = (number << ProofLimits.TileHeight) + (ulong)Math.Max(entry, 0);
        }

        return level < 0 ? null : number;
    }

    /// <summary>Gets a leaf, its place and its record.</summary>
    public async Task<(ReadOnlyMemory<byte> Leaf, TreePlace Place, StoredRecord Record)> LeafAsync(
        ulong index, CancellationToken cancellationToken)
    {
        var chunk = await ChunkAsync(index >> ProofLimits.TileHeight, cancellationToken);
        var within = (int)(index & (ProofLimits.TileEntries - 1));
        return (chunk.Leaves[within].Leaf, chunk.Tile.PlaceOf(within), chunk.Leaves[within].Record);
    }

    private async Task<TreeTile> TileAsync(int level, ulong number, CancellationToken cancellationToken)
    {
        if (level == 0)
        {
            return (await ChunkAsync(number, cancellationToken)).Tile;
        }

        if (level < view.Edge.Count && number == view.EdgeTile(level))
        {
            return view.Edge[level];
        }

        if (!tiles.TryGetValue((level, number), out var tile))
        {
            tile = await stored.ReadTileAsync(level, number, cancellationToken);
            tiles.Add((level, number), tile);
        }

        return tile;
    }

    /// <summary>Gets the leaves of a tile of level 0, which is stored as the records alone.</summary>
    private async Task<LeafChunk> ChunkAsync(ulong number, CancellationToken cancellationToken)
    {
        if (!chunks.TryGetValue(number, out var chunk))
        {
            chunk = number == view.EdgeTile(0)
                ? await ReadChunkAsync(view.Edge[0].PlaceOf(0), view.Edge[0].Count, cancellationToken)
                : await ReadChunkAsync(await FirstPlaceAsync(number, cancellationToken), ProofLimits.TileEntries, cancellationToken);
            chunks.Add(number, chunk);
        }

        return chunk;
    }

    private async Task<TreePlace> FirstPlaceAsync(ulong chunk, CancellationToken cancellationToken)
    {
        var above = await TileAsync(level: 1, chunk >> ProofLimits.TileHeight, cancellationToken);
        return above.PlaceOf((int)(chunk & (ProofLimits.TileEntries - 1)));
    }

    private async Task<LeafChunk> ReadChunkAsync(TreePlace first, int count, CancellationToken cancellationToken)
    {
        var leaves = new List<(ReadOnlyMemory<byte> Leaf, StoredRecord Record)>(count);
        var entries = new byte[count * TreeTile.EntryBytes];
        for (var sequence = first.Sequence; leaves.Count < count;)
        {
            var (values, _) = await records.ReadForwardAsync(sequence, view.Sequence + 1 - sequence, cancellationToken);
            if (values.Count == 0)
            {
                throw new JournalDamagedException(partition, sequence, "is missing, though the partition's proofs are made from it.");
            }

            foreach (var value in values)
            {
                var record = RecordReader.Read(partition, sequence, value);
                for (var index = sequence == first.Sequence ? first.Index : 0; index < record.Events.Count && leaves.Count < count; index++)
                {
                    var entry = entries.AsSpan(leaves.Count * TreeTile.EntryBytes, TreeTile.EntryBytes);
                    MerkleHash.Leaf(record.Events[index].Span, entry[..MerkleHash.ByteLength]);
                    TreeTile.WritePlace(entry, new TreePlace(sequence, index, record.Time.PlusNanos(index)));
                    leaves.Add((record.Events[index], record));
                }

                sequence++;
            }
        }

        return new LeafChunk(new TreeTile(entries), leaves);
    }
}
