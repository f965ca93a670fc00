using FsCheck;
using FsCheck.Fluent;
using Mesh.Kernel.Merkle;

namespace Mesh.Kernel.Tests.Merkle;

public sealed class MerkleProofTests
{
    private const int SizeMax = 300;

    private static readonly ReferenceTree Tree = new(SizeMax);

    [Fact]
    public void Includes_EveryLeafOfEverySize_IsProven()
    {
        var unproven = Pairs(first: 0).Where(pair =>
            !MerkleProof.Includes(
                Tree.LeafHash(pair.Small), (ulong)pair.Small, (ulong)pair.Size, Tree.RootOf(0, pair.Size),
                Tree.Inclusion(pair.Small, pair.Size)));

        Assert.Empty(unproven);
    }

    [Fact]
    public void IsConsistent_EveryPairOfSizes_IsProven()
    {
        var unproven = Pairs(first: 1).Append((SizeMax, SizeMax)).Where(pair =>
            !MerkleProof.IsConsistent(
                (ulong)pair.Item1, Tree.RootOf(0, pair.Item1), (ulong)pair.Item2, Tree.RootOf(0, pair.Item2),
                Tree.Consistency(pair.Item1, pair.Item2)));

        Assert.Empty(unproven);
    }

    [Fact]
    public void Includes_AnyBitOfTheProofChanged_IsRefused() =>
        Prop.ForAll(Cases(first: 0).ToArbitrary(), static drawn =>
        {
            var (index, size, bit) = drawn;
            var proof = Tree.Inclusion(index, size);
            return proof.Count == 0 || !MerkleProof.Includes(
                Tree.LeafHash(index), (ulong)index, (ulong)size, Tree.RootOf(0, size), WithBitChanged(proof, bit));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void IsConsistent_AnyBitOfTheProofChanged_IsRefused() =>
        Prop.ForAll(Cases(first: 1).ToArbitrary(), static drawn =>
        {
            var (old, size, bit) = drawn;
            var proof = Tree.Consistency(old, size);
            return proof.Count == 0 || !MerkleProof.IsConsistent(
                (ulong)old, Tree.RootOf(0, old), (ulong)size, Tree.RootOf(0, size), WithBitChanged(proof, bit));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Includes_AnotherPlaceOrLeafOrLength_IsRefused() =>
        Prop.ForAll(Cases(first: 0).ToArbitrary(), static drawn =>
        {
            var (index, size, bit) = drawn;
            var other = (index + 1 + bit % Math.Max(1, size - 1)) % size;
            var proof = Tree.Inclusion(index, size);
            var (leaf, root) = (Tree.LeafHash(index), Tree.RootOf(0, size));
            return (size == 1 || !MerkleProof.Includes(leaf, (ulong)other, (ulong)size, root, proof))
                && (size == 1 || !MerkleProof.Includes(Tree.LeafHash(other), (ulong)index, (ulong)size, root, proof))
                && !MerkleProof.Includes(leaf, (ulong)index, (ulong)size, root, [.. proof, root])
                && (size == 1 || !MerkleProof.Includes(leaf, (ulong)index, (ulong)size, root, [.. proof.Skip(1)]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void IsConsistent_AnOlderTreeWithAnotherRoot_IsRefused()
    {
        var accepted = Pairs(first: 1).Where(pair => MerkleProof.IsConsistent(
            (ulong)pair.Small, Tree.RootOf(0, pair.Small - 1), (ulong)pair.Size, Tree.RootOf(0, pair.Size),
            Tree.Consistency(pair.Small, pair.Size)));

        Assert.Empty(accepted);
    }

    [Fact]
    public void FoldRight_OfThePerfectSubtrees_IsTheRoot()
    {
        var wrong = Enumerable.Range(0, SizeMax).Where(size =>
        {
            var parts = new MerkleRange(0, (ulong)size).PerfectSubtrees()
                .Select(node => (First: (int)(node.Number << node.Height), Count: 1 << node.Height))
                .Select(part => (ReadOnlyMemory<byte>)Tree.RootOf(part.First, part.First + part.Count));
            return !MerkleHash.FoldRight([.. parts]).AsSpan().SequenceEqual(Tree.RootOf(0, size));
        });

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(256)]
    public void FoldPerfect_LeafHashes_IsTheRoot(int count)
    {
        var hashes = Enumerable.Range(0, count).SelectMany(Tree.LeafHash).ToArray();

        Assert.Equal(Tree.RootOf(0, count), MerkleHash.FoldPerfect(hashes));
    }

    [Fact]
    public void Inclusion_AProofOfTenMillionLeaves_HasTwentyFourHashes() =>
        Assert.Equal(24, MerklePath.Inclusion(index: 1, size: 10_000_000).Count);

    [Theory]
    [InlineData(ulong.MaxValue, ulong.MaxValue)]
    [InlineData(0, ulong.MaxValue)]
    [InlineData(1, 0)]
    public void HasSubtree_SizesAtTheEdge_IsAnAnswer(ulong first, ulong end) =>
        Assert.False(MerkleProof.HasSubtree(
            new MerkleRange(first, end), MerkleHash.Leaf([]), ulong.MaxValue, MerkleHash.Leaf([]), [MerkleHash.Empty()]));

    private static IEnumerable<(int Small, int Size)> Pairs(int first) =>
        from size in Enumerable.Range(1, SizeMax)
        from small in Enumerable.Range(first, size - first)
        select (small, size);

    private static Gen<(int Small, int Size, int Bit)> Cases(int first) =>
        from size in Gen.Choose(first + 1, SizeMax)
        from small in Gen.Choose(first, size - 1)
        from bit in Gen.Choose(0, int.MaxValue)
        select (small, size, bit);

    private static IReadOnlyList<ReadOnlyMemory<byte>> WithBitChanged(IReadOnlyList<ReadOnlyMemory<byte>> proof, int bit)
    {
        var changed = proof.Select(hash => hash.ToArray()).ToArray();
        var at = bit % (proof.Count * MerkleHash.ByteLength * 8);
        changed[at / 256][at % 256 / 8] ^= (byte)(1 << (at % 8));
        return [.. changed.Select(hash => (ReadOnlyMemory<byte>)hash)];
    }
}
