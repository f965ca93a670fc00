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
        var (transfer, hold, reversedById) = await partitions.ReadAsync(
            book, found => (found?.FindTransfer(id), found?.FindHold(id), found?.FindReversal(id)), cancellationToken);
        return transfer is { IsApplied: true } applied
            ? new V1.GetTransferResponse { Transfer = TransferWire.ToWire(applied, hold, reversedById) }
            : throw LedgerErrors.TransferNotFound(book, id).AsException();
    }
}
