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
        var (transfer, hold) = await partitions.ReadAsync(
            book, state => (state.FindTransfer(book, id), state.FindHold(book, id)), cancellationToken);
        return transfer is { Status: TransferStatus.Created }
            ? new V1.GetTransferResponse { Transfer = LedgerWire.ToWire(transfer, hold) }
            : throw LedgerErrors.TransferNotFound(book, id).AsException();
    }
}
