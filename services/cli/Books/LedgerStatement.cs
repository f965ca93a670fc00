using System.Numerics;
using Google.Protobuf.WellKnownTypes;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Books;

/// <summary>Statements that the ledger makes: of accounts with history.</summary>
internal static class LedgerStatement
{
    private const int PageSize = 1_000;

    // The ledger's own range of times; what is beyond it is no bound.
    private static readonly DateTimeOffset FirstTime = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset EndTime = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Gets a statement, all pages of it.</summary>
    public static async Task<Statement> GetAsync(
        MeshClients clients,
        string book,
        Account account,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        var request = new GetStatementRequest
        {
            Book = book,
            AccountId = account.Id,
            StartTime = from > FirstTime ? Timestamp.FromDateTimeOffset(from) : null,
            EndTime = until < EndTime ? Timestamp.FromDateTimeOffset(until) : null,
            PageSize = PageSize,
        };
        var lines = new List<StatementLine>();
        while (true)
        {
            var page = await Patient.CallAsync(options => clients.Ledger.GetStatementAsync(request, options), cancellationToken);
            lines.AddRange(page.Entries.Select(entry => LineOf(account, entry)));
            if (page.NextPageToken.Length == 0)
            {
                return new Statement(
                    Balance(account, page.Opening),
                    Balance(account, page.Closing),
                    (MoneyText.Value(page.Closing.DebitsPending), MoneyText.Value(page.Closing.CreditsPending)),
                    lines);
            }

            request.PageToken = page.NextPageToken;
        }
    }

    /// <summary>Shows an entry as a line.</summary>
    public static StatementLine LineOf(Account account, Entry entry) =>
        new(
            entry.RecordTime.ToDateTimeOffset(),
            entry.TransferId,
            entry.Kind == EntryKind.Expiry ? "EXPIRED" : entry.Kind.ToString().ToUpperInvariant(),
            entry.ExternalReference,
            entry.OtherAccountId,
            entry.Side == EntrySide.Debit,
            MoneyText.Value(entry.Posted),
            MoneyText.Value(entry.Held) - MoneyText.Value(entry.Released),
            Balance(account, entry.Balances)
        );

    private static BigInteger Balance(Account account, AccountBalances balances)
    {
        var net = MoneyText.Value(balances.DebitsPosted) - MoneyText.Value(balances.CreditsPosted);
        return account.Type is AccountType.Asset or AccountType.Expense ? net : -net;
    }
}
