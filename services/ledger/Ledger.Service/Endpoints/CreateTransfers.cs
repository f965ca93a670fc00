using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Creates transfers.</summary>
internal static class CreateTransfersCall
{
    public static async Task<V1.CreateTransfersResponse> RunAsync(
        V1.CreateTransfersRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var results = await partitions.SubmitAsync<TransferResults>(Parse(request), cancellationToken);
        return new V1.CreateTransfersResponse { Results = { results.Items.Select(ToWire) } };
    }

    private static CreateTransfers Parse(V1.CreateTransfersRequest request)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        ItemCount.Check(request.Transfers.Count, "transfers", violations);
        var transfers = new TransferTerms[Math.Min(request.Transfers.Count, LedgerLimits.ItemsMax)];
        for (var index = 0; index < transfers.Length; index++)
        {
            transfers[index] = TransferWire.Parse(request.Transfers[index], violations.At("transfers", index));
        }

        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        return new CreateTransfers(book, transfers);
    }

    private static V1.CreateTransferResult ToWire(TransferResult result) => new()
    {
        Status = (V1.CreateTransferStatus)result.Status,
        CreateTime = LedgerWire.ToWire(result.CreateTime),
        Replayed = result.Replayed,
    };
}
