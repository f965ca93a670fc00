using Mesh.Host.Errors;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Gets many applied transfers.</summary>
internal static class BatchGetTransfersCall
{
    public static async Task<V1.BatchGetTransfersResponse> RunAsync(
        V1.BatchGetTransfersRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var ids = IdList.Parse(request.TransferIds, "transfer_ids", violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var response = new V1.BatchGetTransfersResponse();
        var found = await partitions.FindTransfersAsync(book, ids, cancellationToken);
        for (var index = 0; index < ids.Length; index++)
        {
            if (found[index].Transfer is { IsApplied: true } applied)
            {
                response.Transfers.Add(TransferWire.ToWire(applied, found[index].Hold, found[index].ReversedById));
            }
            else
            {
                response.MissingIds.Add(ids[index].ToString());
            }
        }

        return response;
    }
}
