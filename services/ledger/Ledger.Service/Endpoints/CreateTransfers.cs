using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Creates transfers.</summary>
internal static class CreateTransfersCall
{
    public static async Task<V1.CreateTransfersResponse> RunAsync(
        V1.CreateTransfersRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var command = Parse(request);
        var results = await partitions.SubmitAsync<TransferResults>(command, cancellationToken);
        var response = new V1.CreateTransfersResponse();
        response.Results.AddRange(results.Items.Select(item => new V1.CreateTransferResult
        {
            Status = (V1.CreateTransferStatus)item.Status,
            CreateTime = LedgerWire.ToWire(item.CreateTime),
            Replayed = item.Replayed,
        }));
        return response;
    }

    private static CreateTransfers Parse(V1.CreateTransfersRequest request)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        ItemCount.Check(request.Transfers.Count, "transfers", violations);
        var transfers = new TransferTerms[Math.Min(request.Transfers.Count, LedgerLimits.ItemsMax)];
        for (var index = 0; index < transfers.Length; index++)
        {
            transfers[index] = LedgerWire.ParseTransfer(request.Transfers[index], violations.At("transfers", index));
        }

        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        return new CreateTransfers(book, transfers);
    }
}
