using System.Diagnostics;
using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// The accounts, transfers and holds of one tenant, and the sums over them. Nothing in a book can name anything in another. Changes inside
/// an open undo scope can be taken back.
/// </summary>
public sealed class Book
{
    private readonly UndoTable<Id128, Account> accounts;
    private readonly UndoList<Id128> accountOrder;
    private readonly UndoTable<Id128, Transfer> transfers;
    private readonly UndoTable<Id128, Hold> holds;
    private readonly UndoTable<Id128, Id128> reversals;
    private readonly UndoTable<Id128, DecidedUpdate> updates;
    private readonly UndoTable<string, Asset> assets;
    private readonly UndoTable<string, AssetSums> sums;
    private readonly UndoSortedSet<HoldExpiry> expiries;

    /// <summary>Makes an empty book.</summary>
    /// <param name="name">Name of the tenant.</param>
    /// <param name="undo">Remembers changes.</param>
    /// <param name="expiries">The open holds of all books that expire.</param>
    internal Book(string name, UndoLog undo, UndoSortedSet<HoldExpiry> expiries)
    {
        Name = name;
        this.expiries = expiries;
        accounts = new(undo);
        accountOrder = new(undo);
        transfers = new(undo);
        holds = new(undo);
        reversals = new(undo);
        updates = new(undo);
        assets = new(undo);
        sums = new(undo);
    }

    /// <summary>Name of the tenant.</summary>
    public string Name { get; }

    /// <summary>Accounts in no promised order.</summary>
    public IEnumerable<Account> Accounts => accounts.Values;

    /// <summary>Transfers, refused ones included, in no promised order.</summary>
    public IEnumerable<Transfer> Transfers => transfers.Values;

    /// <summary>The trial balance: the sums of each asset, in the order of the codes.</summary>
    public IEnumerable<KeyValuePair<string, AssetSums>> TrialBalance => sums.Rows.OrderBy(row => row.Key, StringComparer.Ordinal);

    /// <summary>Finds an account; null when there is none.</summary>
    public Account? FindAccount(Id128 id) => accounts.TryGet(id, out var account) ? account : null;

    /// <summary>Assets of the book's own, in the order of the codes.</summary>
    public IEnumerable<Asset> Assets => assets.Values.OrderBy(asset => asset.Terms.Code, StringComparer.Ordinal);

    /// <summary>Number of assets of the book's own.</summary>
    public int AssetCount => assets.Count;

    /// <summary>Finds an asset of the book's own; null when there is none.</summary>
    public Asset? FindAsset(string code) => assets.TryGet(code, out var asset) ? asset : null;

    /// <summary>Updates of accounts, refused ones included, in no promised order.</summary>
    public IEnumerable<DecidedUpdate> Updates => updates.Values;

    /// <summary>Finds an update of an account, refused ones included; null when there is none.</summary>
    public DecidedUpdate? FindUpdate(Id128 id) => updates.TryGet(id, out var update) ? update : null;

    /// <summary>Finds a transfer, refused ones included; null when there is none.</summary>
    public Transfer? FindTransfer(Id128 id) => transfers.TryGet(id, out var transfer) ? transfer : null;

    /// <summary>Finds what became of a pending transfer's amount; null when no such pending transfer was applied.</summary>
    public Hold? FindHold(Id128 pendingId) => holds.TryGet(pendingId, out var hold) ? hold : null;

    /// <summary>Finds the reversal of a transfer; null when it was not reversed.</summary>
    public Id128? FindReversal(Id128 transferId) => reversals.TryGet(transferId, out var reversalId) ? reversalId : null;

    /// <summary>
    /// Gets the accounts of an applied transfer: for a post or void the hold's, for a reversal the other way round than the first's.
    /// </summary>
    public (Id128 DebitAccountId, Id128 CreditAccountId) AccountsOf(TransferTerms terms) => terms.Kind switch
    {
        TransferKind.Single or TransferKind.Pending => (terms.DebitAccountId, terms.CreditAccountId),
        TransferKind.Post or TransferKind.Void => AccountsOf(transfers.Get(terms.PendingId).Terms),
        TransferKind.Reverse => Swap(AccountsOf(transfers.Get(terms.ReversesId).Terms)),
        _ => throw new UnreachableException($"{terms.Kind} is not a kind of transfer."),
    };

    /// <summary>Gets the sums of an asset; zeros when no account holds it.</summary>
    public AssetSums SumsOf(string asset) => sums.TryGet(asset, out var row) ? row : default;

    /// <summary>Gets accounts in the order of their creation.</summary>
    /// <param name="first">Number of the first, from 0; none are there from the count of accounts on.</param>
    /// <param name="countMax">At most so many.</param>
    public IReadOnlyList<Account> AccountsFrom(int first, int countMax)
    {
        var start = Math.Min(first, accountOrder.Count);
        var page = new Account[Math.Min(accountOrder.Count - start, countMax)];
        for (var index = 0; index < page.Length; index++)
        {
            page[index] = accounts.Get(accountOrder[start + index]);
        }

        return page;
    }

    internal void Apply(LedgerEvent happened, Moment time)
    {
        switch (happened)
        {
            case AssetCreated created:
                assets.Set(created.Terms.Code, new Asset(created.Terms, time));
                break;
            case AccountCreated created:
                Create(created.Terms, created.AssetScale, time);
                break;
            case AccountUpdated updated:
                Update(updated, time);
                break;
            case AccountUpdateRefused refused:
                updates.Set(refused.Terms.Id, new DecidedUpdate(refused.Terms, refused.Status, refused.Version, time));
                break;
            case TransferApplied applied:
                transfers.Set(applied.Terms.Id, new Transfer(applied.Terms, applied.Amount, TransferStatus.Created, time));
                Post(applied.DebitAccountId, applied.CreditAccountId, Posting.Of(applied));
                Follow(applied, time);
                break;
            case TransferRefused refused:
                transfers.Set(refused.Terms.Id, new Transfer(refused.Terms, Amount: 0, refused.Status, time));
                break;
            case HoldExpired expired:
                Post(expired.DebitAccountId, expired.CreditAccountId, Posting.Of(expired));
                End(expired.PendingId, expired.Released, HoldState.Expired);
                break;
            default:
                throw new UnreachableException($"{happened.GetType().Name} is not an event of the ledger.");
        }
    }

    private void Create(AccountTerms terms, int assetScale, Moment time)
    {
        accounts.Set(terms.Id, new Account(terms, time, default, IsClosed: false));
        accountOrder.Add(terms.Id);
        sums.Set(terms.Asset, SumsOf(terms.Asset).AddAccount() with { Scale = assetScale });
    }

    private void Update(AccountUpdated updated, Moment time)
    {
        var terms = updated.Terms;
        updates.Set(terms.Id, new DecidedUpdate(terms, AccountUpdateStatus.Updated, updated.Version, time));
        var account = accounts.Get(terms.AccountId);
        accounts.Set(terms.AccountId, account with { Standing = terms.ApplyTo(account.Standing), Version = updated.Version });
    }

    private void Post(Id128 debitAccountId, Id128 creditAccountId, in Posting posting)
    {
        var debit = accounts.Get(debitAccountId);
        accounts.Set(debitAccountId, debit with { Balances = debit.Balances.Debit(posting) });
        var credit = accounts.Get(creditAccountId);
        accounts.Set(creditAccountId, credit with { Balances = credit.Balances.Credit(posting) });
        sums.Set(debit.Terms.Asset, sums.Get(debit.Terms.Asset).Add(posting));
    }

    /// <summary>What an applied transfer changes beside balances.</summary>
    private void Follow(TransferApplied applied, Moment time)
    {
        var terms = applied.Terms;
        switch (terms.Kind)
        {
            case TransferKind.Single:
                break;
            case TransferKind.Pending:
                Begin(applied, time);
                break;
            case TransferKind.Post:
                var hold = holds.Get(terms.PendingId).Post(applied.Amount, applied.Released, terms.Final);
                holds.Set(terms.PendingId, hold);
                if (hold.State != HoldState.Open)
                {
                    Unschedule(terms.PendingId, hold);
                }

                break;
            case TransferKind.Void:
                End(terms.PendingId, applied.Released, HoldState.Voided);
                break;
            case TransferKind.Reverse:
                reversals.Set(terms.ReversesId, terms.Id);
                break;
            default:
                throw new UnreachableException($"{terms.Kind} is not a kind of transfer.");
        }
    }

    private void Begin(TransferApplied applied, Moment time)
    {
        var terms = applied.Terms;
        Moment? expireTime = terms.TimeoutSeconds == 0 ? null : time.Plus(TimeSpan.FromSeconds(terms.TimeoutSeconds));
        holds.Set(terms.Id, Hold.Open(applied.Amount, expireTime));
        if (expireTime is { } expires)
        {
            expiries.Add(new HoldExpiry(expires, Name, terms.Id));
        }

        Close(terms, isClosed: true);
    }

    /// <summary>Ends a hold without a posting; what it had closed is open again.</summary>
    private void End(Id128 pendingId, UInt128 released, HoldState end)
    {
        var hold = holds.Get(pendingId);
        holds.Set(pendingId, hold.Release(released, end));
        Unschedule(pendingId, hold);
        Close(transfers.Get(pendingId).Terms, isClosed: false);
    }

    private void Unschedule(Id128 pendingId, in Hold hold)
    {
        if (hold.ExpireTime is { } expires)
        {
            expiries.Remove(new HoldExpiry(expires, Name, pendingId));
        }
    }

    private void Close(TransferTerms terms, bool isClosed)
    {
        if (terms.Has(TransferFlags.ClosingDebit))
        {
            accounts.Set(terms.DebitAccountId, accounts.Get(terms.DebitAccountId) with { IsClosed = isClosed });
        }

        if (terms.Has(TransferFlags.ClosingCredit))
        {
            accounts.Set(terms.CreditAccountId, accounts.Get(terms.CreditAccountId) with { IsClosed = isClosed });
        }
    }

    private static (Id128 DebitAccountId, Id128 CreditAccountId) Swap((Id128 DebitAccountId, Id128 CreditAccountId) accounts) =>
        (accounts.CreditAccountId, accounts.DebitAccountId);
}
