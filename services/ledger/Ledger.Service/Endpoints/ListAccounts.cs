using System.Globalization;
using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>
/// Lists accounts page by page. A token is the number of the first account of its page: accounts are never removed, so pages never shift.
/// </summary>
internal static class ListAccountsCall
{
    /// <summary>Bytes of accounts on a page: with their tags well below the size of a message, 4 MiB.</summary>
    private const int PageBytesMax = 3 * 1024 * 1024;

    public static async Task<V1.ListAccountsResponse> RunAsync(
        V1.ListAccountsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var first = ParseToken(request.PageToken, violations);
        var pageSize = LedgerWire.ParsePageSize(request.PageSize, LedgerLimits.PageSizeDefault, LedgerLimits.PageSizeMax, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);

        // One more than the page, to know whether another follows.
        var accounts = await partitions.ReadAsync(
            book,
            found => found is null
                ? []
                : found.AccountsFrom(first, pageSize + 1).Select(account => AccountView.Of(found, account)).ToArray(),
            cancellationToken);
        return PageOf(accounts, first, pageSize);
    }

    private static V1.ListAccountsResponse PageOf(AccountView[] accounts, int first, int pageSize)
    {
        var page = new V1.ListAccountsResponse();
        var bytes = 0;
        foreach (var account in accounts.Take(pageSize))
        {
            var shown = AccountWire.ToWire(account);
            bytes += shown.CalculateSize();
            if (bytes > PageBytesMax)
            {
                break;
            }

            page.Accounts.Add(shown);
        }

        var isLast = page.Accounts.Count == accounts.Length;
        page.NextPageToken = isLast ? "" : (first + page.Accounts.Count).ToString(CultureInfo.InvariantCulture);
        return page;
    }

    private static int ParseToken(string token, FieldViolations violations)
    {
        if (token.Length == 0)
        {
            return 0;
        }

        if (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || first > int.MaxValue - LedgerLimits.PageSizeMax)
        {
            violations.Add("page_token", "must be a token that an earlier page gave as next_page_token");
        }

        return first;
    }
}
