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
        var (transfer, hold) = await partitions.ReadAsync(book, found => Find(found, id), cancellationToken);
        return transfer is { IsApplied: true } applied
            ? new V1.GetTransferResponse { Transfer = TransferWire.ToWire(applied, hold) }
            : throw LedgerErrors.TransferNotFound(book, id).AsException();
    }

    /// <summary>Finds a transfer with the hold that it is or that it ended.</summary>
    private static (Transfer? Transfer, Hold? Hold) Find(Book? book, Kernel.Id128 id)
    {
        var transfer = book?.FindTransfer(id);
        var holdId = transfer?.Terms.Kind == TransferKind.Pending ? id : transfer?.Terms.PendingId;
        return (transfer, holdId is { } pendingId ? book?.FindHold(pendingId) : null);
    }
}
