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
        var pageSize = LedgerWire.ParsePageSize(request.PageSize, LedgerLimits.PageSizeDefault, LedgerLimits.PageSizeMax, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);

        // One more than the page, to know whether another follows.
        var accounts = await partitions.ReadAsync(
            book, found => found is null ? [] : WithScales(found, found.AccountsFrom(first, pageSize + 1)), cancellationToken);
        return new V1.ListAccountsResponse
        {
            Accounts = { accounts.Take(pageSize).Select(row => AccountWire.ToWire(row.Account, row.Scale)) },
            NextPageToken = accounts.Length > pageSize ? (first + pageSize).ToString(CultureInfo.InvariantCulture) : "",
        };
    }

    private static (Account Account, int Scale)[] WithScales(Book book, IReadOnlyList<Account> accounts) =>
        [.. accounts.Select(account => (account, book.SumsOf(account.Terms.Asset).Scale))];

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
