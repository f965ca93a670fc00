using System.Diagnostics;
using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// The accounts and open holds of one tenant, the sums over them, and its transfers of late: older ones are brought back from the history
/// when a decision needs them. Nothing in a book can name anything in another. Changes inside an open undo scope can be taken back.
/// </summary>
public sealed class Book
{
    private readonly AccountTable accounts;
    private readonly UndoTable<Id128, Hold> openHolds;
    private readonly RecentDecisions recent;
    private readonly PastDecisions past = new();
    private readonly UndoCell<TransferTally> transferTally;
    private readonly UndoCell<Moment> newestAccountTime;
    private readonly UndoCell<RestoreProgress> restore;
    private readonly UndoTable<Id128, Metadata> metadata;
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
        openHolds = new(undo);
        recent = new(undo);
        transferTally = new(undo, default);
        newestAccountTime = new(undo, default);
        restore = new(undo, default);
        Keys = new HistoryKeys(name);
        metadata = new(undo);
        assets = new(undo);
        sums = new(undo);
    }

    /// <summary>Name of the tenant.</summary>
    public string Name { get; }

    /// <summary>Accounts in the order of their creation.</summary>
    public IEnumerable<Account> Accounts => Enumerable.Range(0, accounts.Count).Select(number => accounts[number]);

    /// <summary>Number of accounts.</summary>
    public int AccountCount => accounts.Count;

    /// <summary>Keys of the book's events in the history.</summary>
    public HistoryKeys Keys { get; }

    /// <summary>Number of transfers ever decided, refused ones included.</summary>
    public long TransferCount => transferTally.Value.Count;

    /// <summary>Time of the newest applied transfer: no transfer of the book has a later one. The epoch while there is none.</summary>
    public Moment NewestTransferTime => transferTally.Value.NewestTime;

    /// <summary>Time of the newest account: none of the book has a later one. The epoch while there is none.</summary>
    public Moment NewestAccountTime => newestAccountTime.Value;

    /// <summary>How far it was restored from the events of another book.</summary>
    public RestoreProgress Restore => restore.Value;

    /// <summary>Transfers that are in memory, refused ones included, in no promised order.</summary>
    public IEnumerable<Transfer> RecentTransfers => recent.Transfers;

    /// <summary>Open holds under the identifiers of their pending transfers, in no promised order.</summary>
    public IEnumerable<KeyValuePair<Id128, Hold>> OpenHolds => openHolds.Rows;

    /// <summary>The trial balance: the sums of each asset, in the order of the codes.</summary>
    public IEnumerable<KeyValuePair<string, AssetSums>> TrialBalance => sums.Rows.OrderBy(row => row.Key, StringComparer.Ordinal);

    /// <summary>Finds an account; null when there is none.</summary>
    public Account? FindAccount(Id128 id) => accounts.Find(id) is var number and >= 0 ? accounts[number] : null;

    /// <summary>Assets of the book's own, in the order of the codes.</summary>
    public IEnumerable<Asset> Assets => assets.Values.OrderBy(asset => asset.Terms.Code, StringComparer.Ordinal);

    /// <summary>Number of assets of the book's own.</summary>
    public int AssetCount => assets.Count;

    /// <summary>Finds an asset of the book's own; null when there is none.</summary>
    public Asset? FindAsset(string code) => assets.TryGet(code, out var asset) ? asset : null;

    /// <summary>Gets the metadata of an account as it is now.</summary>
    public Metadata MetadataOf(Id128 accountId) => metadata.TryGet(accountId, out var found) ? found : Metadata.Empty;

    /// <summary>Finds an update of an account, refused ones included; null when there is none.</summary>
    public DecidedUpdate? FindUpdate(Id128 id) => recent.FindUpdate(id) ?? past.FindUpdate(id);

    /// <summary>
    /// Finds a transfer, refused ones included; null when there is none. One that has left memory is found only after
    /// <see cref="LedgerState.Recall"/>.
    /// </summary>
    public Transfer? FindTransfer(Id128 id) => recent.FindTransfer(id) ?? past.FindTransfer(id);

    /// <summary>Finds what became of a pending transfer's amount; null when no such pending transfer was applied.</summary>
    public Hold? FindHold(Id128 pendingId) =>
        openHolds.TryGet(pendingId, out var hold) ? hold : recent.FindEndedHold(pendingId) ?? past.FindHold(pendingId);

    /// <summary>Finds the reversal of a transfer; null when it was not reversed.</summary>
    public Id128? FindReversal(Id128 transferId) => recent.FindReversal(transferId) ?? past.FindReversal(transferId);

    /// <summary>Gets the sums of an asset; zeros when no account holds it.</summary>
    public AssetSums SumsOf(string asset) => sums.TryGet(asset, out var row) ? row : default;

    /// <summary>Gets accounts in the order of their creation.</summary>
    /// <param name="first">Number of the first, from 0; none are there from the count of accounts on.</param>
    /// <param name="countMax">At most so many.</param>
    public IReadOnlyList<Account> AccountsFrom(int first, int countMax)
    {
        var start = Math.Min(first, accounts.Count);
        var page = new Account[Math.Min(accounts.Count - start, countMax)];
        for (var index = 0; index < page.Length; index++)
        {
            page[index] = accounts[start + index];
        }

        return page;
    }

    /// <summary>Number of pages that the accounts lie in, in the order of their creation.</summary>
    public int AccountPageCount => accounts.PageCount;

    /// <summary>Gets the accounts of a page; valid until the next change.</summary>
    public ReadOnlySpan<Account> AccountPage(int page) => accounts.Page(page);

    /// <summary>Copies what the book knows beside its accounts and its recent decisions.</summary>
    public BookSnapshot TakeSnapshot() => new(
        Name,
        TransferCount,
        NewestTransferTime,
        NewestAccountTime,
        [.. assets.Values],
        [.. sums.Rows],
        [.. metadata.Rows],
        [.. openHolds.Rows])
    {
        Restore = Restore,
    };

    internal void TakeBack(BookSnapshot snapshot)
    {
        restore.Set(snapshot.Restore);
        transferTally.Set(new TransferTally(snapshot.TransferCount, snapshot.NewestTransferTime));
        newestAccountTime.Set(snapshot.NewestAccountTime);
        foreach (var asset in snapshot.Assets)
        {
            assets.Set(asset.Terms.Code, asset);
        }

        foreach (var (asset, row) in snapshot.Sums)
        {
            sums.Set(asset, row);
        }

        foreach (var (accountId, words) in snapshot.Metadata)
        {
            metadata.Set(accountId, words);
        }
    }

    internal void RestoreHold(Id128 pendingId, Hold hold) => Open(pendingId, hold);

    internal void RestoreAccounts(ReadOnlySpan<Account> page, Moment asOf) => accounts.Restore(page, asOf);

    /// <summary>Applies an event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="recordTime">
    /// When the journal recorded it. For one that is restored that is not when it happened, but it says what a snapshot has of it.
    /// </param>
    internal void Apply(LedgerEvent happened, Moment recordTime)
    {
        var time = happened.TimeOf(recordTime);
        if (happened.RestoredTime != default)
        {
            restore.Set(new RestoreProgress(time, IsOpen: true));
        }

        switch (happened)
        {
            case AssetCreated created:
                assets.Set(created.Terms.Code, new Asset(created.Terms, time));
                break;
            case AccountCreated created:
                Create(created.Terms, created.AssetScale, time);
                break;
            case AccountUpdated updated:
                Update(updated, time, recordTime);
                break;
            case AccountUpdateRefused refused:
                recent.Add(DecidedUpdate.Of(refused, time));
                break;
            case TransferApplied applied:
                Add(Transfer.Of(applied, time));
                Post(applied.DebitAccountId, applied.CreditAccountId, Posting.Of(applied), recordTime);
                Follow(applied, time, recordTime);
                break;
            case TransferRefused refused:
                Add(Transfer.Of(refused, time));
                break;
            case HoldExpired expired:
                Post(expired.DebitAccountId, expired.CreditAccountId, Posting.Of(expired), recordTime);
                End(expired.PendingId, expired.Released, HoldState.Expired, recordTime);
                break;
            case RestoreFinished:
                FinishRestore();
                break;
            default:
                throw new UnreachableException($"{happened.GetType().Name} is not an event of the ledger.");
        }
    }

    /// <summary>Lists the keys of what the decision about a transfer depends on and that is not in memory.</summary>
    internal void ListQuestions(TransferTerms terms, Predicate<UInt128> mayBePast, ICollection<UInt128> keys)
    {
        Ask(Keys.OfTransfer(terms.Id), terms.Id);
        if (terms.Kind is TransferKind.Post or TransferKind.Void && !openHolds.Contains(terms.PendingId))
        {
            Ask(Keys.OfTransfer(terms.PendingId), terms.PendingId);
            Ask(Keys.OfEndOfHold(terms.PendingId), terms.PendingId);
        }

        if (terms.Kind == TransferKind.Reverse)
        {
            Ask(Keys.OfTransfer(terms.ReversesId), terms.ReversesId);
            Ask(Keys.OfReversal(terms.ReversesId), terms.ReversesId);
        }

        // A transfer in memory has all that followed from it in memory too.
        void Ask(UInt128 key, Id128 transferId)
        {
            if (mayBePast(key) && recent.FindTransfer(transferId) is null)
            {
                keys.Add(key);
            }
        }
    }

    /// <summary>Lists the keys of what the decision about an update depends on and that is not in memory.</summary>
    internal void ListQuestions(AccountUpdate update, Predicate<UInt128> mayBePast, ICollection<UInt128> keys)
    {
        var key = Keys.OfUpdate(update.Id);
        if (mayBePast(key) && recent.FindUpdate(update.Id) is null)
        {
            keys.Add(key);
        }
    }

    /// <summary>Lists the keys of what the restoring of an event depends on and that is not in memory.</summary>
    internal void ListQuestions(LedgerEvent happened, Predicate<UInt128> mayBePast, ICollection<UInt128> keys)
    {
        switch (happened)
        {
            case TransferApplied applied:
                ListQuestions(applied.Terms, mayBePast, keys);
                break;
            case TransferRefused refused:
                ListQuestions(refused.Terms, mayBePast, keys);
                break;
            case AccountUpdated updated:
                ListQuestions(updated.Terms, mayBePast, keys);
                break;
            case AccountUpdateRefused refused:
                ListQuestions(refused.Terms, mayBePast, keys);
                break;
        }
    }

    internal void Recall(LedgerEvent happened, Moment time) => past.Add(happened, time);

    internal void ForgetRecalled() => past.Clear();

    internal void Cut() => recent.Cut();

    internal void Forget() => recent.Forget();

    private void Add(Transfer transfer)
    {
        recent.Add(transfer);
        var tally = transferTally.Value;
        transferTally.Set(new TransferTally(tally.Count + 1, transfer.IsApplied ? transfer.CreateTime : tally.NewestTime));
    }

    private void Create(AccountTerms terms, int assetScale, Moment time)
    {
        var createTime = terms.ImportTime ?? time;
        newestAccountTime.Set(createTime);
        sums.Set(terms.Asset, SumsOf(terms.Asset).AddAccount() with { Scale = assetScale });

        // One that a snapshot has already, because its page was taken later than what is around it.
        if (accounts.Find(terms.Id) < 0)
        {
            accounts.Add(new Account(terms, createTime, default));
        }
    }

    private void Update(AccountUpdated updated, Moment time, Moment recordTime)
    {
        var terms = updated.Terms;
        recent.Add(DecidedUpdate.Of(updated, time));
        var number = accounts.Find(terms.AccountId);
        if (IsDue(number, recordTime))
        {
            var account = accounts[number];
            accounts.Set(number, account with { Standing = terms.ApplyTo(account.Standing), Version = updated.Version });
        }

        if (terms.Metadata is { } words)
        {
            Describe(terms.AccountId, words);
        }
    }

    private void Describe(Id128 accountId, Metadata words)
    {
        // Most accounts have none, and take no room for it.
        if (words.Entries.Count > 0)
        {
            metadata.Set(accountId, words);
        }
        else
        {
            metadata.Remove(accountId);
        }
    }

    private void Post(Id128 debitAccountId, Id128 creditAccountId, in Posting posting, Moment recordTime)
    {
        var debit = accounts.Find(debitAccountId);
        if (IsDue(debit, recordTime))
        {
            accounts.Set(debit, accounts[debit] with { Balances = accounts[debit].Balances.Debit(posting) });
        }

        var credit = accounts.Find(creditAccountId);
        if (IsDue(credit, recordTime))
        {
            accounts.Set(credit, accounts[credit] with { Balances = accounts[credit].Balances.Credit(posting) });
        }

        var asset = accounts[debit].Profile.Asset;
        sums.Set(asset, sums.Get(asset).Add(posting));
    }

    /// <summary>False for what an account has already, because a snapshot took its page later than what is around it.</summary>
    private bool IsDue(int number, Moment recordTime) => accounts.TimeOf(number) < recordTime;

    /// <summary>What an applied transfer changes beside balances.</summary>
    private void Follow(TransferApplied applied, Moment time, Moment recordTime)
    {
        var terms = applied.Terms;
        switch (terms.Kind)
        {
            case TransferKind.Single:
                break;
            case TransferKind.Pending:
                Begin(applied, time, recordTime);
                break;
            case TransferKind.Post:
                Replace(terms.PendingId, openHolds.Get(terms.PendingId).Post(applied.Amount, applied.Released, terms.Final));
                break;
            case TransferKind.Void:
                End(terms.PendingId, applied.Released, HoldState.Voided, recordTime);
                break;
            case TransferKind.Reverse:
                recent.AddReversal(terms.ReversesId, terms.Id);
                break;
            default:
                throw new UnreachableException($"{terms.Kind} is not a kind of transfer.");
        }
    }

    private void Begin(TransferApplied applied, Moment time, Moment recordTime)
    {
        var hold = Hold.Open(applied, time);
        Open(applied.Terms.Id, hold);
        Close(hold, isClosed: true, recordTime);
    }

    private void Open(Id128 pendingId, in Hold hold)
    {
        openHolds.Set(pendingId, hold);

        // Whether and when a hold expired is told by the events themselves while a book is restored.
        if (hold.ExpireTime is { } expires && !Restore.IsOpen)
        {
            expiries.Add(new HoldExpiry(expires, Name, pendingId));
        }
    }

    /// <summary>Ends a hold without a posting; what it had closed is open again.</summary>
    private void End(Id128 pendingId, UInt128 released, HoldState end, Moment recordTime)
    {
        var hold = openHolds.Get(pendingId);
        Replace(pendingId, hold.Release(released, end));
        Close(hold, isClosed: false, recordTime);
    }

    private void Replace(Id128 pendingId, in Hold hold)
    {
        if (hold.State == HoldState.Open)
        {
            openHolds.Set(pendingId, hold);
            return;
        }

        openHolds.Remove(pendingId);
        recent.AddEndedHold(pendingId, hold);
        if (hold.ExpireTime is { } expires)
        {
            expiries.Remove(new HoldExpiry(expires, Name, pendingId));
        }
    }

    private void Close(in Hold hold, bool isClosed, Moment recordTime)
    {
        if ((hold.Flags & TransferFlags.ClosingDebit) != 0)
        {
            Close(accounts.Find(hold.DebitAccountId), isClosed, recordTime);
        }

        if ((hold.Flags & TransferFlags.ClosingCredit) != 0)
        {
            Close(accounts.Find(hold.CreditAccountId), isClosed, recordTime);
        }
    }

    private void Close(int number, bool isClosed, Moment recordTime)
    {
        if (IsDue(number, recordTime))
        {
            accounts.Set(number, accounts[number] with { IsClosed = isClosed });
        }
    }

    private void FinishRestore()
    {
        restore.Set(Restore with { IsOpen = false });
        foreach (var (pendingId, hold) in openHolds.Rows)
        {
            if (hold.ExpireTime is { } expires)
            {
                expiries.Add(new HoldExpiry(expires, Name, pendingId));
            }
        }
    }

    private readonly record struct TransferTally(long Count, Moment NewestTime);
}
