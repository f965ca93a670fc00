using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Creates one transfer: a refusal is an error here, since there is nothing else to answer with.</summary>
internal static class CreateTransferCall
{
    public static async Task<V1.CreateTransferResponse> RunAsync(
        V1.CreateTransferRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var command = Parse(request);
        var result = (await partitions.SubmitAsync<TransferResults>(command, cancellationToken)).Items[0];
        var id = command.Transfers[0].Id;
        return result.Status switch
        {
            TransferStatus.Created or TransferStatus.Exists => new V1.CreateTransferResponse
            {
                CreateTime = command.IsTrial && !result.Replayed ? null : LedgerWire.ToWire(result.CreateTime),
                Replayed = result.Replayed,
                Amount = LedgerWire.ToWire(result.Amount),
            },
            _ when result.Status.IsDifference() =>
                throw LedgerErrors.TransferExistsWithOtherContent(command.Book, id, result.Status).AsException(),
            _ => throw LedgerErrors.TransferRefused(command.Book, id, result.Status).AsException(),
        };
    }

    private static CreateTransfers Parse(V1.CreateTransferRequest request)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        if (request.Transfer is null)
        {
            violations.Add("transfer", "is required");
            violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        }

        var terms = TransferWire.Parse(request.Transfer!, violations.At("transfer"));
        if (terms.IsLinked)
        {
            violations.At("transfer").Add("linked", "must be false: linked transfers go together, by CreateTransfers");
        }

        if (terms.Exchange is not null)
        {
            violations.At("transfer").Add("exchange_rate", "must be absent: the legs of an exchange go together, by CreateTransfers");
        }

        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        return new CreateTransfers(book, [terms]) { IsTrial = request.ValidateOnly };
    }
}
