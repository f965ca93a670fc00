using Google.Protobuf;
using Mesh.Host.Errors;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Gets the state hash of a book.</summary>
internal static class GetBookHashCall
{
    public static async Task<V1.GetBookHashResponse> RunAsync(
        V1.GetBookHashRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var (hash, sequence, snapshot, accountCount) = await partitions.HashAsync(book, cancellationToken);
        return new V1.GetBookHashResponse
        {
            StateHash = UnsafeByteOperations.UnsafeWrap(hash),
            Sequence = sequence,
            AccountCount = (ulong)accountCount,
            TransferCount = (ulong)snapshot.TransferCount,
        };
    }
}
