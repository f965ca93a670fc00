using Mesh.Host.Errors;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Gets the sums of the balances of a book, which are kept up to date with every transfer.</summary>
internal static class GetTrialBalanceCall
{
    public static async Task<V1.GetTrialBalanceResponse> RunAsync(
        V1.GetTrialBalanceRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var rows = await partitions.ReadAsync(book, found => found?.TrialBalance.ToArray() ?? [], cancellationToken);
        return new V1.GetTrialBalanceResponse { Rows = { rows.Select(row => LedgerWire.ToWire(row.Key, row.Value)) } };
    }
}
