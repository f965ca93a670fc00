using Google.Protobuf;
using Mesh.Cli.Commands;
using Mesh.Kernel.Merkle;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Tests;

public sealed class ProveTests
{
    private const string Id = "0192d3a1-7f2e-7000-8000-000000000001";

    private readonly GetTransferProofResponse proof = Make(Id);

    [Fact]
    public void Problem_ProofThatLeadsToTheRoot_IsNone() => Assert.Null(Problem(root: null));

    [Fact]
    public void Problem_RootThatWasKept_IsNone() => Assert.Null(Problem(Convert.ToHexString(proof.RootHash.Span)));

    [Fact]
    public void Problem_AnotherRootWasKept_SaysThatTheJournalWasChanged() =>
        Assert.Contains("the journal was changed", Problem(new string('0', 64)), StringComparison.Ordinal);

    [Fact]
    public void Problem_LeafOfAnotherTransfer_IsRefused() => Assert.Contains(
        "not this transfer", ProveCommand.Problem("acme", Id, root: null, Make(Id.Replace('1', '2'))), StringComparison.Ordinal);

    [Fact]
    public void Problem_LeafOfAnotherBook_IsRefused() =>
        Assert.Contains("not this transfer", ProveCommand.Problem("globex", Id, root: null, proof), StringComparison.Ordinal);

    [Fact]
    public void Problem_LeafThatIsNoRecord_IsRefused()
    {
        proof.Leaf = ByteString.CopyFrom(0xFF, 0xFF);

        Assert.Contains("not this transfer", Problem(root: null), StringComparison.Ordinal);
    }

    [Fact]
    public void Problem_ProofOfAnotherTree_IsRefused()
    {
        proof.ProofHashes[0] = ByteString.CopyFrom(new byte[32]);

        Assert.Contains("do not lead", Problem(root: null), StringComparison.Ordinal);
    }

    private string? Problem(string? root) => ProveCommand.Problem("acme", Id, root, proof);

    private static GetTransferProofResponse Make(string id)
    {
        var stored = new LedgerRecord
        {
            Book = "acme",
            TransferApplied = new TransferAppliedRecord
            {
                Terms = new TransferTermsRecord { Id = ByteString.CopyFrom(new Guid(id).ToByteArray(bigEndian: true)) },
            },
        };
        var sibling = MerkleHash.Leaf([1]);
        var root = new byte[MerkleHash.ByteLength];
        MerkleHash.Node(sibling, MerkleHash.Leaf(stored.ToByteArray()), root);
        return new GetTransferProofResponse
        {
            Leaf = stored.ToByteString(),
            LeafIndex = 1,
            TreeSize = 2,
            ProofHashes = { ByteString.CopyFrom(sibling) },
            RootHash = ByteString.CopyFrom(root),
        };
    }
}
