using System.Globalization;
using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>
/// Lists accounts page by page. A token is the number of the first account of its page: accounts are never removed, so pages never shift.
/// </summary>
internal static class ListAccountsCall
{
    public static async Task<V1.ListAccountsResponse> RunAsync(
        V1.ListAccountsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var first = ParseToken(request.PageToken, violations);
        if (request.PageSize < 0)
        {
            violations.Add("page_size", "must not be negative");
        }

        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var pageSize = request.PageSize == 0 ? LedgerLimits.PageSizeDefault : Math.Min(request.PageSize, LedgerLimits.PageSizeMax);

        // One more than the page, to know whether another follows.
        var accounts = await partitions.ReadAsync(book, state => state.AccountsFrom(book, first, pageSize + 1).ToList(), cancellationToken);
        var response = new V1.ListAccountsResponse();
        response.Accounts.AddRange(accounts.Take(pageSize).Select(LedgerWire.ToWire));
        response.NextPageToken = accounts.Count > pageSize ? (first + pageSize).ToString(CultureInfo.InvariantCulture) : "";
        return response;
    }

    private static long ParseToken(string token, FieldViolations violations)
    {
        if (token.Length == 0)
        {
            return 0;
        }

        if (!long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
        {
            violations.Add("page_token", "must be a token that an earlier page gave as next_page_token");
        }

        return first;
    }
}
