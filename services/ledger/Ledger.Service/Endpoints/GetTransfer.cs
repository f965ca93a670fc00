using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Gets an applied transfer.</summary>
internal static class GetTransferCall
{
    public static async Task<V1.GetTransferResponse> RunAsync(
        V1.GetTransferRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var id = LedgerWire.ParseId(request.TransferId, "transfer_id", violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var found = await partitions.FindTransferAsync(book, id, cancellationToken);
        return found.Transfer is { IsApplied: true } applied
            ? new V1.GetTransferResponse { Transfer = TransferWire.ToWire(applied, found.Hold, found.ReversedById) }
            : throw LedgerErrors.TransferNotFound(book, id).AsException();
    }
}
