using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Mesh.Journal.Records;
using Mesh.Journal.Replay;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Mesh.Kernel.Merkle;

namespace Mesh.Journal.Proofs;

/// <summary>
/// The right edge of the Merkle tree over the events of one partition, and what falls off it: full tiles, full blocks of record hashes,
/// tree heads. A function of the records alone, so whoever builds it gets the same bytes. No I/O. Not safe for use by two threads at once.
/// </summary>
/// <remarks>
/// Level 0 are leaves, an entry of level n is the subtree of 256^n leaves. Level 0 is never stored: its hashes are those of events, which
/// are in the records. Of a level only the entries after its last full tile are here.
/// </remarks>
internal sealed class TreeBuilder
{
    private readonly int partition;
    private readonly List<byte[]> levels = [];
    private readonly List<int> counts = [];
    private readonly List<byte> recordHashes = [];
    private readonly List<ProofValue> completed = [];
    private ulong headCount;
    private ulong nextHeadSize;
    private Moment nextHeadTime;

    /// <summary>Makes the tree of an empty journal.</summary>
    public TreeBuilder(string service, int partition)
    {
        this.partition = partition;
        RecordHash = ChainHash.Genesis(service, partition);
        Last = new LastLeaf(Sequence: 0, RecordHash, new Moment(0));
    }

    /// <summary>Makes the tree that a checkpoint was taken of.</summary>
    /// <exception cref="ProofsDamagedException">It is no such checkpoint.</exception>
    public TreeBuilder(string service, int partition, ProofCheckpoint checkpoint)
        : this(service, partition)
    {
        Require(checkpoint.RecordHash.Length == ChainHash.ByteLength && checkpoint.LastRecordHash.Length == ChainHash.ByteLength);
        Require(checkpoint.RecordHashes.Length == (int)(checkpoint.Sequence % ProofLimits.BlockRecords) * ChainHash.ByteLength);
        Sequence = checkpoint.Sequence;
        RecordHash = checkpoint.RecordHash.ToByteArray();
        Size = checkpoint.Size;
        Last = new LastLeaf(
            checkpoint.LastSequence, checkpoint.LastRecordHash.ToByteArray(), new Moment(checkpoint.LastTimeUnixNanos));
        recordHashes.AddRange(checkpoint.RecordHashes);
        headCount = checkpoint.HeadCount;
        nextHeadSize = checkpoint.NextHeadSize;
        nextHeadTime = new Moment(checkpoint.NextHeadTimeUnixNanos);
        for (var level = 0; level < checkpoint.Levels.Count; level++)
        {
            var entries = checkpoint.Levels[level];
            Require(entries.Length == EntryCount(level) * TreeTile.EntryBytes);
            AddLevel();
            entries.Span.CopyTo(levels[level]);
            counts[level] = entries.Length / TreeTile.EntryBytes;
        }

        Require(Size >> (ProofLimits.TileHeight * levels.Count) == 0);
    }

    /// <summary>Last record that was added; 0 when none was.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>Hash of that record; the genesis hash when there is none.</summary>
    public byte[] RecordHash { get; private set; }

    /// <summary>Number of leaves.</summary>
    public ulong Size { get; private set; }

    /// <summary>Hashes of the records after the last full block.</summary>
    public ReadOnlySpan<byte> PendingRecordHashes => CollectionsMarshal.AsSpan(recordHashes);

    /// <summary>Number of tree heads that were published.</summary>
    public ulong HeadCount => headCount;

    /// <summary>Where the last leaf comes from.</summary>
    public LastLeaf Last { get; private set; }

    /// <summary>Adds the events of the next record.</summary>
    /// <exception cref="ChainMismatchException">It does not follow the record before it.</exception>
    public void Add(StoredRecord record)
    {
        if (record.Sequence != Sequence + 1 || !record.PreviousHash.AsSpan().SequenceEqual(RecordHash))
        {
            throw new ChainMismatchException(partition, record.Sequence);
        }

        (Sequence, RecordHash) = (record.Sequence, record.Hash);
        for (var index = 0; index < record.Events.Count; index++)
        {
            AddLeaf(record.Events[index].Span, new TreePlace(record.Sequence, index, record.Time.PlusNanos(index)));
        }

        AddRecordHash(record.Hash);
        if (record.Events.Count > 0)
        {
            Last = new LastLeaf(record.Sequence, record.Hash, record.Time.PlusNanos(record.Events.Count - 1));
            PublishHeadIfDue(record.Time);
        }
    }

    /// <summary>Takes what was completed since the last call, in the order in which it may be stored.</summary>
    public IReadOnlyList<ProofValue> TakeCompleted()
    {
        ProofValue[] taken = [.. completed];
        completed.Clear();
        return taken;
    }

    /// <summary>Copies what a proof needs.</summary>
    public TreeView View() => new(
        Sequence, Size, Root(), Last, [.. levels.Select((entries, level) => TileOf(level))]);

    /// <summary>Copies all there is, so that building can go on from here after a restart. What was completed has to be stored before.
    /// </summary>
    public ProofCheckpoint ToCheckpoint() => new()
    {
        Sequence = Sequence,
        RecordHash = ByteString.CopyFrom(RecordHash),
        Size = Size,
        Levels = { levels.Select((entries, level) => ByteString.CopyFrom(TileOf(level).Bytes.Span)) },
        RecordHashes = ByteString.CopyFrom(CollectionsMarshal.AsSpan(recordHashes)),
        LastSequence = Last.Sequence,
        LastRecordHash = ByteString.CopyFrom(Last.RecordHash.Span),
        LastTimeUnixNanos = Last.Time.UnixNanos,
        HeadCount = headCount,
        NextHeadSize = nextHeadSize,
        NextHeadTimeUnixNanos = nextHeadTime.UnixNanos,
    };

    private void AddLeaf(ReadOnlySpan<byte> leaf, TreePlace place)
    {
        Span<byte> hash = stackalloc byte[MerkleHash.ByteLength];
        MerkleHash.Leaf(leaf, hash);
        Size++;
        for (var level = 0; AddEntry(level, hash, place); level++)
        {
            // The tile is full: it is one entry of the level above.
            var tile = TileOf(level);
            counts[level] = 0;
            if (level > 0)
            {
                var number = (Size >> (ProofLimits.TileHeight * (level + 1))) - 1;
                completed.Add(new ProofValue(ProofKind.Tile, RecordKeys.ProofTile(partition, level, number), tile.Bytes, Sequence));
            }

            tile.Fold(first: 0, ProofLimits.TileEntries).CopyTo(hash);
            place = tile.PlaceOf(0);
        }
    }

    /// <summary>Adds an entry to a level; true when that fills its tile.</summary>
    private bool AddEntry(int level, ReadOnlySpan<byte> hash, TreePlace place)
    {
        if (level == levels.Count)
        {
            AddLevel();
        }

        var entry = levels[level].AsSpan(counts[level] * TreeTile.EntryBytes, TreeTile.EntryBytes);
        hash.CopyTo(entry);
        TreeTile.WritePlace(entry, place);
        counts[level]++;
        return counts[level] == ProofLimits.TileEntries;
    }

    private void AddLevel()
    {
        levels.Add(new byte[ProofLimits.TileEntries * TreeTile.EntryBytes]);
        counts.Add(0);
    }

    private void AddRecordHash(byte[] hash)
    {
        recordHashes.AddRange(hash);
        if (Sequence % ProofLimits.BlockRecords == 0)
        {
            var block = Sequence / ProofLimits.BlockRecords - 1;
            completed.Add(new ProofValue(
                ProofKind.RecordHashes, RecordKeys.ProofRecordHashes(partition, block), recordHashes.ToArray(), Sequence));
            recordHashes.Clear();
        }
    }

    /// <summary>
    /// Heads are due by what is in the records, not by a clock here: so every builder publishes the same ones under the same numbers.
    /// </summary>
    private void PublishHeadIfDue(Moment time)
    {
        if (Size < nextHeadSize && time < nextHeadTime)
        {
            return;
        }

        var head = new PublishedTreeHead
        {
            Size = Size,
            RootHash = ByteString.CopyFrom(Root()),
            Sequence = Last.Sequence,
            RecordHash = ByteString.CopyFrom(Last.RecordHash.Span),
            TimeUnixNanos = Last.Time.UnixNanos,
        };
        completed.Add(new ProofValue(ProofKind.Head, RecordKeys.ProofHead(partition, headCount), head.ToByteArray(), Sequence));
        headCount++;
        nextHeadSize = (Size / ProofLimits.HeadLeaves + 1) * ProofLimits.HeadLeaves;
        var period = new Moment(0).Plus(ProofLimits.HeadPeriod).UnixNanos;
        nextHeadTime = new Moment((time.UnixNanos / period + 1) * period);
    }

    private byte[] Root()
    {
        var subtrees = new List<ReadOnlyMemory<byte>>();
        foreach (var node in new MerkleRange(0, Size).PerfectSubtrees())
        {
            var (level, _, first, count) = TreeView.EntriesOf(node);
            subtrees.Add(TileOf(level).Fold(first, count));
        }

        return MerkleHash.FoldRight(subtrees);
    }

    private TreeTile TileOf(int level) => new(levels[level].AsSpan(0, counts[level] * TreeTile.EntryBytes).ToArray());

    private int EntryCount(int level) => (int)(Size >> (ProofLimits.TileHeight * level)) & (ProofLimits.TileEntries - 1);

    private void Require(bool isRight)
    {
        if (!isRight)
        {
            throw new ProofsDamagedException(partition, RecordKeys.ProofCheckpoint(partition));
        }
    }
}
