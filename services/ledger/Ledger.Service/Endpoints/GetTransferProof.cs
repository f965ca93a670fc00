using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Host.Errors;
using Mesh.Journal.Proofs;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Proves an applied transfer.</summary>
internal static class GetTransferProofCall
{
    public static async Task<V1.GetTransferProofResponse> RunAsync(
        V1.GetTransferProofRequest request, TransferProofs proofs, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var id = LedgerWire.ParseId(request.TransferId, "transfer_id", violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        return await proofs.FindAsync(book, id, request.TreeSize, cancellationToken) is { } proof
            ? ToWire(proof)
            : throw LedgerErrors.TransferNotFound(book, id).AsException();
    }

    private static V1.GetTransferProofResponse ToWire(EventProof proof) => new()
    {
        Leaf = UnsafeByteOperations.UnsafeWrap(proof.Leaf),
        LeafIndex = proof.LeafIndex,
        ProofHashes = { proof.Hashes.Select(UnsafeByteOperations.UnsafeWrap) },
        TreeSize = proof.Head.Size,
        RootHash = UnsafeByteOperations.UnsafeWrap(proof.Head.Root),
        Partition = (uint)proof.Head.Partition,
        Sequence = proof.Sequence,
        EventIndex = (uint)proof.Index,
        HeadSequence = proof.Head.Sequence,
        HeadRecordHash = UnsafeByteOperations.UnsafeWrap(proof.Head.RecordHash),
        HeadTime = proof.Head.Time.ToDateTimeOffset().ToTimestamp(),
    };
}
