using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Reads the past of one account that keeps history: what ListEntries, GetStatement and GetBalance share.</summary>
internal sealed class AccountHistory
{
    private const int PageForLast = 8;

    private readonly LedgerPartitions partitions;
    private readonly string book;

    private AccountHistory(LedgerPartitions partitions, string book, AccountView account)
    {
        this.partitions = partitions;
        this.book = book;
        Account = account;
    }

    /// <summary>The account as it is now.</summary>
    public AccountView Account { get; }

    private Id128 AccountId => Account.Account.Id;

    /// <summary>Finds the account.</summary>
    /// <exception cref="Mesh.Host.Errors.ServiceException">There is none, or it keeps no history.</exception>
    public static async Task<AccountHistory> OpenAsync(
        LedgerPartitions partitions, string book, Id128 accountId, CancellationToken cancellationToken)
    {
        var account = await FindAccountAsync(partitions, book, accountId, cancellationToken);
        return account.Account.Profile.KeepsHistory
            ? new AccountHistory(partitions, book, account)
            : throw LedgerErrors.AccountKeepsNoHistory(book, accountId).AsException();
    }

    /// <summary>Finds any account.</summary>
    /// <exception cref="Mesh.Host.Errors.ServiceException">There is none.</exception>
    public static async Task<AccountView> FindAccountAsync(
        LedgerPartitions partitions, string book, Id128 accountId, CancellationToken cancellationToken) =>
        await partitions.ReadAsync(
            book,
            found => found?.FindAccount(accountId) is { } account ? AccountView.Of(found, account) : default(AccountView?),
            cancellationToken)
        ?? throw LedgerErrors.AccountNotFound(book, accountId).AsException();

    /// <summary>Lists entries in their order; fewer than the range asks for when an event under the key is not the account's.</summary>
    public async Task<EntryPage> ListAsync(PastRange range, bool onlyDated, CancellationToken cancellationToken)
    {
        var page = await partitions.ListEntriesAsync(book, AccountId, onlyDated, range, cancellationToken);
        var entries = new List<PlacedEntry>(page.Events.Count);
        foreach (var happened in page.Events)
        {
            if (AccountEntry.Of(happened.Event, book, AccountId) is { } entry)
            {
                entries.Add(new PlacedEntry(happened.Place, happened.Time, entry));
            }
        }

        return new EntryPage(entries, page.HasMore ? page.Events[^1].Place : null, page.Head);
    }

    /// <summary>Gets the balances after the last entry at a place or before.</summary>
    public async Task<Balances> BalancesAtAsync(JournalPlace place, CancellationToken cancellationToken)
    {
        JournalPlace? through = place;
        while (through is { } end)
        {
            var page = await ListAsync(
                new PastRange(JournalPlace.Start, end, PageForLast, IsNewestFirst: true), onlyDated: false, cancellationToken);
            if (page.Entries.Count > 0)
            {
                return page.Entries[0].Entry.Balances;
            }

            through = page.Last?.Previous;
        }

        return default;
    }

    /// <summary>Gets the last place of what was recorded before a time.</summary>
    public Task<JournalPlace> PlaceBeforeAsync(Moment time, CancellationToken cancellationToken) =>
        partitions.FindPlaceBeforeAsync(book, time, cancellationToken);
}
