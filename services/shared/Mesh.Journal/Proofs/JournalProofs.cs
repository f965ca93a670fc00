using Mesh.Dapr.State;
using Mesh.Journal.Loop;
using Mesh.Journal.Store;
using Mesh.Kernel;
using Mesh.Kernel.Merkle;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Proofs;

/// <summary>Makes proofs: brings the tree up to date, reads the few hashes that one needs, and checks it before it is given.</summary>
internal sealed class JournalProofs : IJournalProofs, IDisposable
{
    private readonly ICommittedHeads heads;
    private readonly IStateStore store;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly PartitionTree[] trees;

    public JournalProofs(ICommittedHeads heads, IStateStore store, TimeProvider time, ILoggerFactory loggers)
    {
        this.heads = heads;
        this.store = store;
        this.time = time;
        logger = loggers.CreateLogger("Mesh.Journal");
        trees = [.. Enumerable.Range(0, heads.Count).Select(number => new PartitionTree(heads.Service, number, store, time))];
    }

    /// <inheritdoc/>
    public Task<TreeHead> GetHeadAsync(int partition, ulong size, CancellationToken cancellationToken) =>
        OnTreeAsync(
            partition, reader => HeadAsync(partition, SizeOf(reader, partition, size), reader, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<EventProof> ProveAsync(int partition, ulong sequence, int index, ulong size, CancellationToken cancellationToken) =>
        OnTreeAsync(
            partition,
            async reader =>
            {
                var leaf = await reader.FindAsync(place => place.IsAtOrBefore(sequence, index), cancellationToken);
                return await ProveLeafAsync(
                    partition, leaf, size, place => place.Sequence == sequence && place.Index == index, reader, cancellationToken);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<EventProof> ProveAsync(int partition, Moment time, ulong size, CancellationToken cancellationToken) =>
        OnTreeAsync(
            partition,
            async reader =>
            {
                var leaf = await reader.FindAsync(place => place.Time <= time, cancellationToken);
                return await ProveLeafAsync(partition, leaf, size, place => place.Time == time, reader, cancellationToken);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<GrowthProof> ProveGrowthAsync(int partition, ulong oldSize, ulong size, CancellationToken cancellationToken) =>
        OnTreeAsync(
            partition,
            async reader =>
            {
                var whole = SizeOf(reader, partition, size);
                RequireReached(partition, oldSize, whole);
                var old = await HeadAsync(partition, oldSize, reader, cancellationToken);
                var head = await HeadAsync(partition, whole, reader, cancellationToken);
                var hashes = await reader.RootsAsync(MerklePath.Consistency(oldSize, whole), cancellationToken);
                var isRight = oldSize == 0
                    || MerkleProof.IsConsistent(oldSize, old.Root.Span, whole, head.Root.Span, hashes);
                return isRight ? new GrowthProof(old, head, hashes) : throw WrongTiles(partition);
            },
            cancellationToken);

    /// <summary>Extends the tree of a partition by one answer of the store at most.</summary>
    /// <returns>Last record that is in it then.</returns>
    /// <exception cref="ServiceUnavailableException">The store did not answer, or something is damaged.</exception>
    public async Task<ulong> BuildAsync(int partition, ulong through, CancellationToken cancellationToken) =>
        (await GuardAsync(partition, () => trees[partition].StepAsync(through, cancellationToken))).Sequence;

    /// <summary>Last record that is in the tree of a partition.</summary>
    public ulong BuiltThrough(int partition) => trees[partition].Sequence;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tree in trees)
        {
            tree.Dispose();
        }
    }

    private async Task<TAnswer> OnTreeAsync<TAnswer>(
        int partition, Func<TreeReader, Task<TAnswer>> make, CancellationToken cancellationToken)
    {
        if (partition < 0 || partition >= heads.Count)
        {
            throw new ResourceNotFoundException(
                "PARTITION_NOT_FOUND", $"{heads.Service} has partitions 0 to {heads.Count - 1}, not {partition}.");
        }

        var head = await heads.CatchUpAsync(partition, cancellationToken);
        return await GuardAsync(
            partition,
            async () =>
            {
                var view = await trees[partition].ExtendAsync(head.Sequence, cancellationToken);
                var records = new RecordStore(store, partition, time, seed: head.Sequence);
                return await make(new TreeReader(partition, view, trees[partition].Stored, records));
            });
    }

    /// <summary>Gives the trouble of one tree the words that callers know. A journal found damaged is not served any more.</summary>
    private async Task<TAnswer> GuardAsync<TAnswer>(int partition, Func<Task<TAnswer>> work)
    {
        try
        {
            return await work();
        }
        catch (StateStoreException failure)
        {
            throw Refusal.StoreInTrouble(partition, failure);
        }
        catch (JournalDamagedException damage)
        {
            heads.Condemn(damage);
            throw Refusal.Stopped(partition, damage);
        }
        catch (ProofsDamagedException damage)
        {
            Log.ProofsDamaged(logger, damage, partition);
            throw Refusal.NoProofs(damage);
        }
    }

    private async Task<EventProof> ProveLeafAsync(
        int partition, ulong? found, ulong size, Predicate<TreePlace> isAsked, TreeReader reader, CancellationToken cancellationToken)
    {
        var whole = SizeOf(reader, partition, size);
        if (found is not { } index || index >= whole)
        {
            throw NoSuchEvent(partition, whole);
        }

        var (leaf, place, _) = await reader.LeafAsync(index, cancellationToken);
        if (!isAsked(place))
        {
            throw NoSuchEvent(partition, whole);
        }

        var head = await HeadAsync(partition, whole, reader, cancellationToken);
        var hashes = await reader.RootsAsync(MerklePath.Inclusion(index, whole), cancellationToken);
        return MerkleProof.Includes(MerkleHash.Leaf(leaf.Span), index, whole, head.Root.Span, hashes)
            ? new EventProof(head, place.Sequence, place.Index, index, leaf, hashes)
            : throw WrongTiles(partition);
    }

    private async Task<TreeHead> HeadAsync(int partition, ulong size, TreeReader reader, CancellationToken cancellationToken)
    {
        var view = reader.View;
        if (size == view.Size)
        {
            return Head(partition, size, view.Root, view.Last);
        }

        if (size == 0)
        {
            var empty = new TreeBuilder(heads.Service, partition).View();
            return Head(partition, size, empty.Root, empty.Last);
        }

        // The tiles of an old tree have nothing to answer to but the tree of now, whose root is in memory.
        var root = await reader.RootAsync(new MerkleRange(0, size), cancellationToken);
        var growth = await reader.RootsAsync(MerklePath.Consistency(size, view.Size), cancellationToken);
        if (!MerkleProof.IsConsistent(size, root.Span, view.Size, view.Root.Span, growth))
        {
            throw WrongTiles(partition);
        }

        var (_, place, record) = await reader.LeafAsync(size - 1, cancellationToken);
        return Head(partition, size, root, new LastLeaf(place.Sequence, record.Hash, place.Time));
    }

    private TreeHead Head(int partition, ulong size, ReadOnlyMemory<byte> root, LastLeaf last) =>
        new(heads.Service, partition, size, root, last.Sequence, last.RecordHash, last.Time);

    private static ulong SizeOf(TreeReader reader, int partition, ulong asked)
    {
        RequireReached(partition, asked, reader.View.Size);
        return asked == 0 ? reader.View.Size : asked;
    }

    private static void RequireReached(int partition, ulong size, ulong reached)
    {
        if (size > reached)
        {
            throw new ResourceNotFoundException(
                "TREE_SIZE_NOT_REACHED", $"The tree of partition {partition} has {reached} leaves, not {size}.");
        }
    }

    private static ResourceNotFoundException NoSuchEvent(int partition, ulong size) =>
        new("EVENT_NOT_FOUND", $"No such event is among the first {size} of partition {partition}.");

    private static ProofsDamagedException WrongTiles(int partition) => new(partition, $"proof/{partition}/tile");
}
