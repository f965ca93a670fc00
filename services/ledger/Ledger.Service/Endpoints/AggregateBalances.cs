using System.Globalization;
using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Adds up the balances of the accounts that a pattern names.</summary>
internal static class AggregateBalancesCall
{
    public static async Task<V1.AggregateBalancesResponse> RunAsync(
        V1.AggregateBalancesRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var selection = Parse(request, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var rows = await partitions.ReadAsync(
            book,
            found => found is null ? [] : found.AccountCount > LedgerLimits.AggregateAccountsMax ? null : selection.AddUp(found),
            cancellationToken);
        return rows is null
            ? throw LedgerErrors.TooManyAccounts(book).AsException()
            : new V1.AggregateBalancesResponse { Rows = { rows.Select(row => ToWire(row.Key, row.Value)) } };
    }

    private static AccountSelection Parse(V1.AggregateBalancesRequest request, FieldViolations violations)
    {
        var prefix = LedgerWire.ParseReference(request.ExternalReferencePrefix, "external_reference_prefix", violations);
        var codeMax = (uint)LedgerLimits.CodeMax;
        if (request.FirstCode > codeMax)
        {
            violations.Add("first_code", string.Create(CultureInfo.InvariantCulture, $"must be from 0 to {codeMax}"));
        }

        var last = request.LastCode == 0 ? codeMax : request.LastCode;
        if (last > codeMax || last < Math.Min(request.FirstCode, codeMax))
        {
            violations.Add("last_code", string.Create(CultureInfo.InvariantCulture, $"must be 0, or from first_code to {codeMax}"));
        }

        if (!Enum.IsDefined(request.Type))
        {
            violations.Add("type", "must be ASSET, LIABILITY, EQUITY, REVENUE or EXPENSE, or absent");
        }

        return new AccountSelection(
            prefix,
            (int)Math.Min(request.FirstCode, codeMax),
            (int)Math.Min(last, codeMax),
            request.Type == V1.AccountType.Unspecified ? null : (AccountType)request.Type);
    }

    private static V1.AggregateBalancesRow ToWire(string asset, in BalanceTotals totals) => new()
    {
        Asset = asset,
        AssetScale = (uint)totals.Scale,
        AccountCount = (ulong)totals.AccountCount,
        DebitsPosted = LedgerWire.ToWire(totals.DebitsPosted),
        CreditsPosted = LedgerWire.ToWire(totals.CreditsPosted),
        DebitsPending = LedgerWire.ToWire(totals.DebitsPending),
        CreditsPending = LedgerWire.ToWire(totals.CreditsPending),
    };
}
