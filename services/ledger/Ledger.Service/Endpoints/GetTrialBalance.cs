using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Sums the balances of a book.</summary>
internal static class GetTrialBalanceCall
{
    public static async Task<V1.GetTrialBalanceResponse> RunAsync(
        V1.GetTrialBalanceRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var rows = await partitions.ReadAsync(book, state => TrialBalance.Of(state, book), cancellationToken);
        var response = new V1.GetTrialBalanceResponse();
        response.Rows.AddRange(rows.Select(row => new V1.TrialBalanceRow
        {
            Asset = row.Asset,
            AccountCount = (ulong)row.AccountCount,
            DebitsPosted = LedgerWire.ToWire(row.Sums.DebitsPosted),
            CreditsPosted = LedgerWire.ToWire(row.Sums.CreditsPosted),
            DebitsPending = LedgerWire.ToWire(row.Sums.DebitsPending),
            CreditsPending = LedgerWire.ToWire(row.Sums.CreditsPending),
        }));
        return response;
    }
}
