using System.Text.Json;
using Google.Protobuf;
using Mesh.Cli.Clients;
using Mesh.Kernel.Merkle;
using Mesh.Ledger.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Gets the proof that a transfer is in the ledger's journal, and checks it here, trusting nothing that the ledger says.</summary>
internal static class ProveCommand
{
    /// <summary>Proves a transfer.</summary>
    /// <param name="book">Book of the transfer.</param>
    /// <param name="transferId">The transfer.</param>
    /// <param name="size">Leaves of a tree whose root was kept; 0 for the tree of now.</param>
    /// <param name="root">That root, as 64 hexadecimal digits; null when none was kept.</param>
    /// <param name="json">Prints JSON.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>0 when the proof is right, otherwise 1.</returns>
    public static async Task<int> RunAsync(
        string book, string transferId, ulong size, string? root, bool json, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        var request = new GetTransferProofRequest { Book = book, TransferId = transferId, TreeSize = size };
        var proof = await Patient.CallAsync(options => clients.Ledger.GetTransferProofAsync(request, options), cancellationToken);
        var problem = Problem(book, transferId, root, proof);
        if (json)
        {
            Console.WriteLine(ToJson(proof, problem));
        }
        else
        {
            Print(proof, problem);
        }

        return problem is null ? 0 : 1;
    }

    /// <summary>Says what is wrong with a proof; null when nothing is.</summary>
    public static string? Problem(string book, string transferId, string? root, GetTransferProofResponse proof)
    {
        if (!IsTransfer(book, transferId, proof.Leaf))
        {
            return "the leaf is not this transfer";
        }

        if (root is not null && !string.Equals(root, Hex(proof.RootHash), StringComparison.OrdinalIgnoreCase))
        {
            return "the root is another one than the one that you kept: the journal was changed";
        }

        var isIncluded = MerkleProof.Includes(
            MerkleHash.Leaf(proof.Leaf.Span),
            proof.LeafIndex,
            proof.TreeSize,
            proof.RootHash.Span,
            [.. proof.ProofHashes.Select(hash => hash.Memory)]);
        return isIncluded ? null : "the hashes do not lead from the leaf to the root";
    }

    private static bool IsTransfer(string book, string transferId, ByteString leaf)
    {
        try
        {
            var stored = LedgerRecord.Parser.ParseFrom(leaf);
            return stored.Book == book && stored.TransferApplied?.Terms?.Id is { Length: 16 } id
                && new Guid(id.Span, bigEndian: true).ToString() == transferId;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static void Print(GetTransferProofResponse proof, string? problem)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn("").HideHeaders();
        table.AddRow("record", $"{proof.Sequence}, event {proof.EventIndex}, of partition {proof.Partition}");
        table.AddRow("leaf", $"{proof.LeafIndex} of {proof.TreeSize}: {Hex(MerkleHash.Leaf(proof.Leaf.Span))}");
        foreach (var hash in proof.ProofHashes)
        {
            table.AddRow("proof", Hex(hash));
        }

        table.AddRow("root", Hex(proof.RootHash));
        table.AddRow("last record", $"{proof.HeadSequence}: {Hex(proof.HeadRecordHash)}");
        table.AddRow(
            "checked",
            problem is null ? "[green]the transfer is in the journal[/]" : $"[red]REFUSED: {Markup.Escape(problem)}[/]");
        Consoles.Output.Write(table);
    }

    internal static string ToJson(GetTransferProofResponse proof, string? problem) => JsonSerializer.Serialize(new
    {
        partition = proof.Partition,
        sequence = proof.Sequence,
        eventIndex = proof.EventIndex,
        leaf = Hex(proof.Leaf),
        leafIndex = proof.LeafIndex,
        treeSize = proof.TreeSize,
        rootHash = Hex(proof.RootHash),
        proofHashes = proof.ProofHashes.Select(Hex),
        headSequence = proof.HeadSequence,
        headRecordHash = Hex(proof.HeadRecordHash),
        proven = problem is null,
        problem = problem ?? "",
    });

    private static string Hex(ByteString bytes) => Hex(bytes.Span);

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
