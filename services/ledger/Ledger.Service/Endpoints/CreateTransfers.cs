using Mesh.Host.Errors;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Creates transfers.</summary>
internal static class CreateTransfersCall
{
    public static async Task<V1.CreateTransfersResponse> RunAsync(
        V1.CreateTransfersRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var command = Parse(request);
        var results = await partitions.SubmitAsync<TransferResults>(command, cancellationToken);
        return new V1.CreateTransfersResponse
        {
            Results = { results.Items.Select((result, index) => ToWire(result, command.Transfers[index], command.IsTrial)) },
        };
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

        CheckGroups(request, violations);
        ExchangeWire.CheckLegs(request.Transfers, violations);
        ImportWire.CheckAllOrNone(request.Transfers.Select(transfer => transfer.Imported), "transfers", violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var command = new CreateTransfers(book, transfers) { IsTrial = request.ValidateOnly };
        if (CommandSplit.FirstGroupTooLarge(command) is { } first)
        {
            violations.At("transfers", first).Add("linked", $"begins a linked group of more than {CommandSplit.PartBytesMax} bytes");
            violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        }

        return command;
    }

    private static void CheckGroups(V1.CreateTransfersRequest request, FieldViolations violations)
    {
        if (request.Transfers.LastOrDefault() is { Linked: true })
        {
            violations.At("transfers", request.Transfers.Count - 1).Add("linked", "must be false for the last transfer: its group is open");
        }
    }

    private static V1.CreateTransferResult ToWire(TransferResult result, TransferTerms terms, bool isTrial) => new()
    {
        Status = (V1.CreateTransferStatus)result.Status,
        CreateTime = isTrial && !result.Replayed ? null : LedgerWire.ToWire(result.CreateTime),
        Replayed = result.Replayed,
        Amount = IsNewToTheCaller(result, terms) ? LedgerWire.ToWire(result.Amount) : null,
    };

    private static bool IsNewToTheCaller(TransferResult result, TransferTerms terms) =>
        result.Status is TransferStatus.Created or TransferStatus.Exists
        && (terms.Kind is TransferKind.Void or TransferKind.Reverse
            || terms.Has(TransferFlags.BalancingDebit | TransferFlags.BalancingCredit));
}
