using Mesh.Dapr.State;
using Mesh.Journal.Proofs;
using Mesh.Kernel;
using Mesh.Kernel.Merkle;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Journal.Tests.Proofs;

public sealed class ProofTests
{
    public static TheoryData<string, int[]> Shapes => new()
    {
        { "a claim", [0] },
        { "one event", [1] },
        { "claims between", [0, 3, 0, 0, 1, 0] },
        { "nearly a tile", [255] },
        { "a tile", [256] },
        { "more than a tile", [257] },
        { "a tile in small records", [.. Enumerable.Repeat(1, 256)] },
        { "small records", [.. Enumerable.Range(0, 700).Select(number => number % 4)] },
        { "large records", [8_000, 0, 200, 8_000] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task GetHead_AtEverySize_IsTheRootOverTheEvents(string name, int[] eventCounts)
    {
        var journal = await WrittenJournal.MakeAsync(eventCounts);
        using var proofs = Open(journal, journal.Store);

        foreach (var size in Sizes(journal.Leaves.Count))
        {
            var head = await proofs.GetHeadAsync(partition: 0, (ulong)size, CancellationToken.None);

            Assert.True(head.Root.Span.SequenceEqual(journal.RootOf(0, (int)head.Size)), $"{name}: root at {size}");
            Assert.Equal(size == 0 ? journal.Leaves.Count : size, (int)head.Size);
            Assert.Equal(head.Size == 0 ? 0 : journal.Leaves[(int)head.Size - 1].Place.Sequence, head.Sequence);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Prove_EventsAtEverySize_CanBeChecked(string name, int[] eventCounts)
    {
        var journal = await WrittenJournal.MakeAsync(eventCounts);
        using var proofs = Open(journal, journal.Store);

        foreach (var size in Sizes(journal.Leaves.Count).Where(size => size > 0))
        {
            foreach (var index in Sizes(size - 1))
            {
                var (leaf, place) = journal.Leaves[index];
                var proof = await proofs.ProveAsync(0, place.Sequence, place.Index, (ulong)size, CancellationToken.None);
                var byTime = await proofs.ProveAsync(0, place.Time, (ulong)size, CancellationToken.None);

                Assert.Equal((ulong)index, proof.LeafIndex);
                Assert.Equal(leaf, proof.Leaf.ToArray());
                Assert.Equal(proof.LeafIndex, byTime.LeafIndex);
                Assert.True(
                    MerkleProof.Includes(
                        MerkleHash.Leaf(leaf), (ulong)index, (ulong)size, journal.RootOf(0, size), proof.Hashes),
                    $"{name}: leaf {index} of {size}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task ProveGrowth_BetweenSizes_CanBeChecked(string name, int[] eventCounts)
    {
        var journal = await WrittenJournal.MakeAsync(eventCounts);
        using var proofs = Open(journal, journal.Store);

        foreach (var size in Sizes(journal.Leaves.Count).Where(size => size > 0))
        {
            foreach (var old in Sizes(size).Where(old => old > 0))
            {
                var proof = await proofs.ProveGrowthAsync(0, (ulong)old, (ulong)size, CancellationToken.None);

                Assert.True(
                    MerkleProof.IsConsistent(
                        (ulong)old, journal.RootOf(0, old), (ulong)size, journal.RootOf(0, size), proof.Hashes),
                    $"{name}: {old} in {size}");
            }
        }
    }

    [Fact]
    public async Task GetHead_EmptyJournal_IsTheEmptyTree()
    {
        var journal = new WrittenJournal();
        using var proofs = Open(journal, journal.Store);

        var head = await proofs.GetHeadAsync(partition: 0, size: 0, CancellationToken.None);

        Assert.Equal(0UL, head.Size);
        Assert.Equal(MerkleHash.Empty(), head.Root.ToArray());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 3)]
    [InlineData(2, -1)]
    [InlineData(3, 0)]
    [InlineData(5, 0)]
    [InlineData(0, 0)]
    public async Task Prove_NoSuchEvent_SaysSo(ulong sequence, int index)
    {
        var journal = await WrittenJournal.MakeAsync(0, 3, 0, 1);
        using var proofs = Open(journal, journal.Store);

        var refusal = await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => proofs.ProveAsync(0, sequence, index, size: 0, CancellationToken.None));

        Assert.Equal("EVENT_NOT_FOUND", refusal.Reason);
    }

    [Fact]
    public async Task Prove_TimeBetweenTwoEvents_SaysSo()
    {
        var journal = await WrittenJournal.MakeAsync(2, 2);
        using var proofs = Open(journal, journal.Store);
        var between = journal.Leaves[1].Place.Time.PlusNanos(1);

        var refusal = await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => proofs.ProveAsync(0, between, size: 0, CancellationToken.None));

        Assert.Equal("EVENT_NOT_FOUND", refusal.Reason);
    }

    [Fact]
    public async Task Prove_EventCameAfterTheTree_SaysSo()
    {
        var journal = await WrittenJournal.MakeAsync(2, 2);
        using var proofs = Open(journal, journal.Store);

        var refusal = await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => proofs.ProveAsync(0, sequence: 2, index: 0, size: 2, CancellationToken.None));

        Assert.Equal("EVENT_NOT_FOUND", refusal.Reason);
    }

    [Fact]
    public async Task AnyProof_SizeThatWasNeverReached_SaysSo()
    {
        var journal = await WrittenJournal.MakeAsync(2);
        using var proofs = Open(journal, journal.Store);

        Func<Task>[] calls =
        [
            () => proofs.GetHeadAsync(0, size: 3, CancellationToken.None),
            () => proofs.ProveAsync(0, sequence: 1, index: 0, size: 3, CancellationToken.None),
            () => proofs.ProveGrowthAsync(0, oldSize: 1, size: 3, CancellationToken.None),
            () => proofs.ProveGrowthAsync(0, oldSize: 2, size: 1, CancellationToken.None),
        ];

        foreach (var call in calls)
        {
            Assert.Equal("TREE_SIZE_NOT_REACHED", (await Assert.ThrowsAsync<ResourceNotFoundException>(call)).Reason);
        }
    }

    [Fact]
    public async Task AnyProof_NoSuchPartition_SaysSo()
    {
        var journal = await WrittenJournal.MakeAsync(2);
        using var proofs = Open(journal, journal.Store);

        var refusal = await Assert.ThrowsAsync<ResourceNotFoundException>(() => proofs.GetHeadAsync(1, size: 0, CancellationToken.None));

        Assert.Equal("PARTITION_NOT_FOUND", refusal.Reason);
    }

    [Fact]
    public async Task Prove_JournalHasGrown_SeesTheNewEvents()
    {
        var journal = await WrittenJournal.MakeAsync(300);
        using var proofs = Open(journal, journal.Store);
        var before = await proofs.GetHeadAsync(0, size: 0, CancellationToken.None);
        await journal.AppendAsync(1, 300);

        var growth = await proofs.ProveGrowthAsync(0, before.Size, size: 0, CancellationToken.None);

        Assert.Equal(601UL, growth.Head.Size);
        Assert.True(MerkleProof.IsConsistent(before.Size, before.Root.Span, 601, journal.RootOf(0, 601), growth.Hashes));
    }

    internal static JournalProofs Open(WrittenJournal journal, IStateStore store) =>
        new(journal, store, TimeProvider.System, NullLoggerFactory.Instance);

    /// <summary>Sizes round the powers of two, the first and the last, and some between.</summary>
    private static IEnumerable<int> Sizes(int max) =>
        new[] { 0, 1, 2, 3, 127, 128, 255, 256, 257, 511, 512, 700, 1_000, 8_191, 8_192, 8_193, max - 1, max }
            .Where(size => size >= 0 && size <= max).Distinct().Order();
}
