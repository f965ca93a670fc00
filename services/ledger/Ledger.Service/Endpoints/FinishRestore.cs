using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Ends the restoring of a book.</summary>
internal static class FinishRestoreCall
{
    public static async Task<V1.FinishRestoreResponse> RunAsync(
        V1.FinishRestoreRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var result = await partitions.SubmitAsync<RestoreResult>(new FinishRestore(book), cancellationToken);
        return new V1.FinishRestoreResponse { Replayed = result.ReplayedCount > 0 };
    }
}
