using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Kernel.Merkle;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Tests.Endpoints;

public sealed class TransferProofTests : IAsyncLifetime
{
    private const int Bank = 1;
    private const int Shop = 3;

    private LedgerHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await LedgerHost.StartAsync();
        await host.Client.CreateAccountsAsync(Wire.Accounts(Wire.Account(Bank), Wire.Account(Shop)));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task GetTransferProof_RecentTransfer_LeadsFromItsEventToTheRoot()
    {
        await host.Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, Bank, Shop, 5), Wire.Single(2, Bank, Shop, 7)));

        var proof = await ProveAsync(2, treeSize: 0);

        AssertProves(proof, 2);
        Assert.Equal(4UL, proof.TreeSize);
        Assert.Equal((3UL, 1u), (proof.LeafIndex, proof.EventIndex));
        Assert.Equal(proof.Sequence, proof.HeadSequence);
        Assert.Equal(32, proof.HeadRecordHash.Length);
    }

    [Fact]
    public async Task GetTransferProof_TreeOfBefore_IsProvenInThat()
    {
        await host.Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, Bank, Shop, 5)));
        var before = await ProveAsync(1, treeSize: 0);
        await host.Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(2, Bank, Shop, 7)));

        var proof = await ProveAsync(1, before.TreeSize);

        Assert.Equal(before, proof);
        AssertProves(proof, 1);
        Assert.NotEqual(before.RootHash, (await ProveAsync(1, treeSize: 0)).RootHash);
    }

    [Fact]
    public async Task GetTransferProof_ImportedTransfer_IsFoundThoughItsTimeIsAnother()
    {
        const string old = "old";
        Account[] accounts = [Wire.Account(Bank), Wire.Account(Shop)];
        Transfer[] transfers = [.. Enumerable.Range(1, 200).Select(id => Wire.Single(id, Bank, Shop, 5))];
        for (var index = 0; index < accounts.Length; index++)
        {
            (accounts[index].Imported, accounts[index].CreateTime) = (true, Time(1 + index));
        }

        await host.Client.CreateAccountsAsync(new CreateAccountsRequest { Book = old, Accounts = { accounts } });
        foreach (var (index, transfer) in transfers.Index())
        {
            // Each in a record of its own.
            (transfer.Imported, transfer.CreateTime) = (true, Time(100 + index));
            await host.Client.CreateTransfersAsync(new CreateTransfersRequest { Book = old, Transfers = { transfer } });
        }

        foreach (var id in new[] { 1, 2, 100, 200 })
        {
            AssertProves(
                await host.Client.GetTransferProofAsync(new GetTransferProofRequest { Book = old, TransferId = Wire.Id(id) }), id, old);
        }

        static Timestamp Time(int seconds) => new() { Seconds = seconds };
    }

    [Theory]
    [InlineData(1, 0UL, "TRANSFER_NOT_FOUND")]
    [InlineData(9, 0UL, "TRANSFER_NOT_FOUND")]
    [InlineData(2, 2UL, "EVENT_NOT_FOUND")]
    [InlineData(2, 99UL, "TREE_SIZE_NOT_REACHED")]
    public async Task GetTransferProof_NothingToProve_SaysWhy(int id, ulong treeSize, string reason)
    {
        // The first is refused: its account is absent.
        await host.Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(1, Bank, 99, 5), Wire.Single(2, Bank, Shop, 7)));

        var failure = await Assert.ThrowsAsync<RpcException>(() => ProveAsync(id, treeSize));

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        Assert.Equal(reason, Wire.Reason(failure));
    }

    private async Task<GetTransferProofResponse> ProveAsync(int id, ulong treeSize) => await host.Client.GetTransferProofAsync(
        new GetTransferProofRequest { Book = Some.Book, TransferId = Wire.Id(id), TreeSize = treeSize });

    internal static void AssertProves(GetTransferProofResponse proof, int id, string book = Some.Book)
    {
        var stored = LedgerRecord.Parser.ParseFrom(proof.Leaf);
        Assert.Equal(book, stored.Book);
        Assert.Equal(Wire.Id(id), new Guid(stored.TransferApplied.Terms.Id.Span, bigEndian: true).ToString());
        Assert.True(MerkleProof.Includes(
            MerkleHash.Leaf(proof.Leaf.Span), proof.LeafIndex, proof.TreeSize, proof.RootHash.Span,
            [.. proof.ProofHashes.Select(hash => hash.Memory)]));
    }
}
