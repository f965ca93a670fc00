using Mesh.Cli.Clients;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Books;

/// <summary>The accounts of a book, and who is meant by a name.</summary>
internal static class BookAccounts
{
    /// <summary>Gets all of them, by code, name and asset.</summary>
    public static async Task<IReadOnlyList<Account>> ListAsync(MeshClients clients, string book, CancellationToken cancellationToken)
    {
        var accounts = new List<Account>();
        var token = "";
        do
        {
            var request = new ListAccountsRequest
            {
                Book = book,
                PageSize = 1_000,
                PageToken = token,
            };
            var page = await Patient.CallAsync(options => clients.Ledger.ListAccountsAsync(request, options), cancellationToken);
            accounts.AddRange(page.Accounts);
            token = page.NextPageToken;
        } while (token.Length > 0);
        return
        [
            .. accounts
                .OrderBy(account => account.Code)
                .ThenBy(account => account.ExternalReference, StringComparer.Ordinal)
                .ThenBy(account => account.Asset, StringComparer.Ordinal),
        ];
    }

    /// <summary>Gets those that a name means: by id, by whole name ("Wallet/alice"), or by what it is for ("alice").</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static IReadOnlyList<Account> Named(IReadOnlyList<Account> accounts, string book, string name)
    {
        Account[] meant =
        [
            .. accounts.Where(account =>
                account.Id == name
                || account.ExternalReference == name
                || account.ExternalReference.EndsWith($"/{name}", StringComparison.Ordinal)
            ),
        ];
        return meant.Length > 0
            ? meant
            : throw new CliException($"tenant '{book}' has no account '{name}': `accounts` shows all of them.");
    }

    /// <summary>Gets the one that a name means.</summary>
    /// <exception cref="CliException">There is none, or there are several.</exception>
    public static Account One(IReadOnlyList<Account> accounts, string book, string name) =>
        Named(accounts, book, name) is var meant && meant.Count == 1
            ? meant[0]
            : throw new CliException(
                $"'{name}' means {meant.Count} accounts; give one of their ids: "
                    + string.Join(", ", meant.Select(account => $"{account.Id} ({account.ExternalReference}, {account.Asset})"))
                    + "."
            );
}
