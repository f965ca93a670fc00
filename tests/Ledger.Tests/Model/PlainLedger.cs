using System.Numerics;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Tests.Model;

/// <summary>
/// The ledger again, as plainly as it can be written: nothing but dictionaries and numbers without bounds, every balance computed from
/// the list of
/// what was applied. Shares no code with the real one but the words.
/// </summary>
internal sealed class PlainLedger
{
    private static readonly BigInteger Max = (BigInteger)UInt128.MaxValue;

    private readonly Dictionary<(string Book, string Code), AssetTerms> assets = [];
    private readonly Dictionary<(string Book, Id128 Id), AccountTerms> accounts = [];
    private readonly Dictionary<(string Book, Id128 Id), Moment> accountTimes = [];
    private readonly Dictionary<(string Book, Id128 Id), (AccountUpdate Terms, AccountUpdateStatus Status)> updates = [];
    private Dictionary<(string Book, Id128 Id), (TransferTerms Terms, TransferStatus Status)> transfers = [];

    // What was applied, with what it moved, released, and when.
    private List<(string Book, TransferTerms Terms, BigInteger Amount, BigInteger Released, Moment Time)> applied = [];
    private Moment now;

    public IReadOnlyCollection<(string Book, Id128 Id)> Accounts => accounts.Keys;

    public AssetStatus Create(string book, AssetTerms terms)
    {
        if (assets.TryAdd((book, terms.Code), terms))
        {
            return AssetStatus.Created;
        }

        var first = assets[(book, terms.Code)];
        return first.Scale != terms.Scale ? AssetStatus.ExistsWithDifferentScale
            : first.ExternalReference != terms.ExternalReference ? AssetStatus.ExistsWithDifferentExternalReference
            : AssetStatus.Exists;
    }

    public AccountStatus Create(string book, AccountTerms terms, Moment time)
    {
        if (!accounts.ContainsKey((book, terms.Id)))
        {
            if (terms.ImportTime >= time)
            {
                return AccountStatus.ImportedTimeMustNotAdvance;
            }

            if (accountTimes.Any(row => row.Key.Book == book && row.Value >= terms.ImportTime))
            {
                return AccountStatus.ImportedTimeMustNotRegress;
            }

            if (terms.Asset is not ("EUR" or "USD") && !assets.ContainsKey((book, terms.Asset)))
            {
                return AccountStatus.AssetNotFound;
            }

            accounts.Add((book, terms.Id), terms);
            accountTimes.Add((book, terms.Id), terms.ImportTime ?? time);
            return AccountStatus.Created;
        }

        var first = accounts[(book, terms.Id)];
        (bool Differs, AccountStatus Status)[] checks =
        [
            (first.Asset != terms.Asset, AccountStatus.ExistsWithDifferentAsset),
            (first.Type != terms.Type, AccountStatus.ExistsWithDifferentType),
            (first.Code != terms.Code, AccountStatus.ExistsWithDifferentCode),
            (first.Limit != terms.Limit || first.KeepsHistory != terms.KeepsHistory
                || first.ImportTime is null != terms.ImportTime is null, AccountStatus.ExistsWithDifferentFlags),
            (first.OverdraftLimit != terms.OverdraftLimit, AccountStatus.ExistsWithDifferentOverdraftLimit),
            (first.ExternalReference != terms.ExternalReference, AccountStatus.ExistsWithDifferentExternalReference),
            (first.ImportTime != terms.ImportTime, AccountStatus.ExistsWithDifferentCreateTime),
            (true, AccountStatus.Exists),
        ];
        return checks.First(check => check.Differs).Status;
    }

    public AccountUpdateStatus Update(string book, AccountUpdate terms, Moment time)
    {
        now = time;
        if (updates.TryGetValue((book, terms.Id), out var known))
        {
            var first = known.Terms;
            (bool Differs, AccountUpdateStatus Status)[] checks =
            [
                (first.AccountId != terms.AccountId, AccountUpdateStatus.ExistsWithDifferentAccountId),
                (first.ExpectedVersion != terms.ExpectedVersion, AccountUpdateStatus.ExistsWithDifferentExpectedVersion),
                (first.IsFrozen != terms.IsFrozen, AccountUpdateStatus.ExistsWithDifferentFrozen),
                (first.IsClosed != terms.IsClosed, AccountUpdateStatus.ExistsWithDifferentClosed),
                (first.Metadata != terms.Metadata && first.Metadata?.Equals(terms.Metadata) != true,
                    AccountUpdateStatus.ExistsWithDifferentMetadata),
                (known.Status != AccountUpdateStatus.Updated, known.Status),
                (true, AccountUpdateStatus.Exists),
            ];
            return checks.First(check => check.Differs).Status;
        }

        var status = Updated(book, terms);
        updates[(book, terms.Id)] = (terms, status);
        return status;
    }

    private AccountUpdateStatus Updated(string book, AccountUpdate terms)
    {
        if (!accounts.ContainsKey((book, terms.AccountId)))
        {
            return AccountUpdateStatus.AccountNotFound;
        }

        var version = 1 + UpdatesOf(book, terms.AccountId).Count();
        if (terms.ExpectedVersion != 0 && terms.ExpectedVersion != version)
        {
            return AccountUpdateStatus.AccountVersionMismatch;
        }

        var (debits, credits, debitsHeld, creditsHeld) = BalancesOf(book, terms.AccountId);
        return terms.IsClosed == true && (debits != credits || debitsHeld != 0 || creditsHeld != 0)
            ? AccountUpdateStatus.AccountMustBeEmpty
            : AccountUpdateStatus.Updated;
    }

    /// <summary>Applied ones, in the order in which they were applied: a dictionary from which nothing is removed keeps it.</summary>
    private IEnumerable<AccountUpdate> UpdatesOf(string book, Id128 account) => updates
        .Where(row => row.Key.Book == book && row.Value.Terms.AccountId == account && row.Value.Status == AccountUpdateStatus.Updated)
        .Select(row => row.Value.Terms);

    /// <summary>The metadata of an account as it is now.</summary>
    public Metadata MetadataOf(string book, Id128 account) =>
        UpdatesOf(book, account).LastOrDefault(update => update.Metadata is not null)?.Metadata ?? Metadata.Empty;

    private bool IsFrozen(string book, Id128 account) =>
        UpdatesOf(book, account).LastOrDefault(update => update.IsFrozen is not null)?.IsFrozen == true;

    public IReadOnlyList<TransferStatus> Create(string book, IReadOnlyList<TransferTerms> asked, Moment time)
    {
        now = time;
        var statuses = new List<TransferStatus>();
        while (statuses.Count < asked.Count)
        {
            var rest = asked.Skip(statuses.Count).ToList();
            var count = rest.TakeWhile(terms => terms.IsLinked).Count() + 1;
            var group = rest.Take(count).ToList();
            statuses.AddRange(group.Count == 1 ? [Create(book, group[0])] : CreateGroup(book, group));
        }

        return statuses;
    }

    private List<TransferStatus> CreateGroup(string book, List<TransferTerms> group)
    {
        if (group.Any(terms => transfers.ContainsKey((book, terms.Id))) || group.DistinctBy(terms => terms.Id).Count() < group.Count)
        {
            return [.. group.Select(terms => RefuseUnlessKnown(book, terms, TransferStatus.LinkedTransferFailed))];
        }

        var (transfersBefore, appliedBefore) = (transfers, applied);
        (transfers, applied) = (new(transfers), [.. applied]);
        var statuses = group.Select((terms, index) => Create(book, terms, index == 0 ? null : group[index - 1]))
            .TakeWhile(status => status == TransferStatus.Created).ToList();
        if (statuses.Count == group.Count)
        {
            return statuses;
        }

        var failed = transfers[(book, group[statuses.Count].Id)].Status;
        (transfers, applied) = (transfersBefore, appliedBefore);
        return [.. group.Select((terms, index) =>
            RefuseUnlessKnown(book, terms, index == statuses.Count ? failed : TransferStatus.LinkedTransferFailed))];
    }

    private TransferStatus RefuseUnlessKnown(string book, TransferTerms terms, TransferStatus reason)
    {
        if (transfers.TryGetValue((book, terms.Id), out var first))
        {
            return Repeat(first.Terms, first.Status, terms);
        }

        transfers[(book, terms.Id)] = (terms, reason);
        return reason;
    }

    private TransferStatus Create(string book, TransferTerms terms, TransferTerms? before = null)
    {
        if (transfers.TryGetValue((book, terms.Id), out var first))
        {
            return Repeat(first.Terms, first.Status, terms);
        }

        var (status, amount) = terms.Kind switch
        {
            _ when terms.ImportTime >= now => (TransferStatus.ImportedTimeMustNotAdvance, BigInteger.Zero),
            _ when applied.Any(entry => entry.Book == book && (entry.Terms.ImportTime ?? entry.Time) >= terms.ImportTime) =>
                (TransferStatus.ImportedTimeMustNotRegress, BigInteger.Zero),
            TransferKind.Single or TransferKind.Pending => Move(book, terms),
            TransferKind.Reverse => Reverse(book, terms),
            _ => (EndHold(book, terms), (BigInteger)terms.Amount),
        };
        status = status == TransferStatus.Created ? CheckImport(book, terms) : status;
        status = status == TransferStatus.Created ? CheckExchange(book, terms, amount, before) : status;
        transfers[(book, terms.Id)] = (terms, status);
        if (status == TransferStatus.Created)
        {
            var left = terms.PendingId == default ? 0 : HeldBy(book, terms.PendingId);
            var released =
                terms.Kind == TransferKind.Void ? left
                : terms.Final ? left - (BigInteger)terms.Amount
                : 0;
            applied.Add((book, terms, amount, released, now));
        }

        return status;
    }

    /// <summary>The four balances of an account: debits posted, credits posted, debits pending, credits pending.</summary>
    public (BigInteger, BigInteger, BigInteger, BigInteger) BalancesOf(string book, Id128 account, Moment time)
    {
        now = time;
        return BalancesOf(book, account);
    }

    private (BigInteger, BigInteger, BigInteger, BigInteger) BalancesOf(string book, Id128 account) =>
        (
            Sum(book, accounts => accounts.Debit == account).Posted,
            Sum(book, accounts => accounts.Credit == account).Posted,
            Sum(book, accounts => accounts.Debit == account).Pending,
            Sum(book, accounts => accounts.Credit == account).Pending
        );

    private static TransferStatus Repeat(TransferTerms first, TransferStatus status, TransferTerms terms)
    {
        (bool Differs, TransferStatus Status)[] checks =
        [
            (first.Kind != terms.Kind, TransferStatus.ExistsWithDifferentKind),
            (first.Flags != terms.Flags || first.ImportTime is null != terms.ImportTime is null, TransferStatus.ExistsWithDifferentFlags),
            (first.PendingId != terms.PendingId, TransferStatus.ExistsWithDifferentPendingId),
            (first.ReversesId != terms.ReversesId, TransferStatus.ExistsWithDifferentReversesId),
            (first.TimeoutSeconds != terms.TimeoutSeconds, TransferStatus.ExistsWithDifferentTimeout),
            (first.DebitAccountId != terms.DebitAccountId, TransferStatus.ExistsWithDifferentDebitAccountId),
            (first.CreditAccountId != terms.CreditAccountId, TransferStatus.ExistsWithDifferentCreditAccountId),
            (first.Amount != terms.Amount, TransferStatus.ExistsWithDifferentAmount),
            (first.Final != terms.Final, TransferStatus.ExistsWithDifferentFinal),
            (first.Code != terms.Code, TransferStatus.ExistsWithDifferentCode),
            (first.ExternalReference != terms.ExternalReference, TransferStatus.ExistsWithDifferentExternalReference),
            (first.EffectiveTime != terms.EffectiveTime, TransferStatus.ExistsWithDifferentEffectiveTime),
            (!first.Metadata.Entries.SequenceEqual(terms.Metadata.Entries), TransferStatus.ExistsWithDifferentMetadata),
            (first.ImportTime != terms.ImportTime, TransferStatus.ExistsWithDifferentCreateTime),
            (first.Exchange != terms.Exchange, TransferStatus.ExistsWithDifferentExchangeRate),
            (status != TransferStatus.Created, status),
            (true, TransferStatus.Exists),
        ];
        return checks.First(check => check.Differs).Status;
    }

    private (TransferStatus Status, BigInteger Amount) Move(string book, TransferTerms terms)
    {
        if (!accounts.TryGetValue((book, terms.DebitAccountId), out var debit))
        {
            return (TransferStatus.DebitAccountNotFound, 0);
        }

        if (!accounts.TryGetValue((book, terms.CreditAccountId), out var credit))
        {
            return (TransferStatus.CreditAccountNotFound, 0);
        }

        if (debit.Asset != credit.Asset)
        {
            return (TransferStatus.AccountsMustHaveTheSameAsset, 0);
        }

        var (debitsLeft, creditsLeft) = (Left(book, debit, isDebit: true), Left(book, credit, isDebit: false));
        var amount = (BigInteger)terms.Amount;
        amount = terms.Has(TransferFlags.BalancingDebit) ? BigInteger.Min(amount, debitsLeft) : amount;
        amount = terms.Has(TransferFlags.BalancingCredit) ? BigInteger.Min(amount, creditsLeft) : amount;
        var status = CheckPosting(book, debit, credit, amount);
        if (status == TransferStatus.Created && amount == 0 && terms.Amount > 0)
        {
            var isDebit = terms.Has(TransferFlags.BalancingDebit) && debitsLeft == 0;
            status = isDebit ? TransferStatus.ExceedsCredits : TransferStatus.ExceedsDebits;
        }

        return (status, amount);
    }

    private TransferStatus CheckPosting(string book, AccountTerms debit, AccountTerms credit, BigInteger amount)
    {
        if (IsClosed(book, debit.Id))
        {
            return TransferStatus.DebitAccountAlreadyClosed;
        }

        if (IsClosed(book, credit.Id))
        {
            return TransferStatus.CreditAccountAlreadyClosed;
        }

        if (IsFrozen(book, debit.Id))
        {
            return TransferStatus.DebitAccountFrozen;
        }

        if (IsFrozen(book, credit.Id))
        {
            return TransferStatus.CreditAccountFrozen;
        }

        var (debits, _, debitsHeld, _) = BalancesOf(book, debit.Id);
        var (_, credits, _, creditsHeld) = BalancesOf(book, credit.Id);
        if (debits + debitsHeld + amount > Max || credits + creditsHeld + amount > Max)
        {
            return TransferStatus.OverflowsBalance;
        }

        if (debit.Limit == BalanceLimit.DebitsMustNotExceedCredits && amount > Left(book, debit, isDebit: true))
        {
            return TransferStatus.ExceedsCredits;
        }

        return credit.Limit == BalanceLimit.CreditsMustNotExceedDebits && amount > Left(book, credit, isDebit: false)
            ? TransferStatus.ExceedsDebits
            : TransferStatus.Created;
    }

    /// <summary>What one side of an account may still take, with its overdraft when it is limited there; never below zero.</summary>
    private BigInteger Left(string book, AccountTerms account, bool isDebit)
    {
        var (debits, credits, debitsHeld, creditsHeld) = BalancesOf(book, account.Id);
        var limited = isDebit ? BalanceLimit.DebitsMustNotExceedCredits : BalanceLimit.CreditsMustNotExceedDebits;
        var overdraft = account.Limit == limited ? (BigInteger)account.OverdraftLimit : 0;
        var left = overdraft + (isDebit ? credits - debits - debitsHeld : debits - credits - creditsHeld);
        return BigInteger.Max(left, 0);
    }

    private bool IsClosed(string book, Id128 account) =>
        UpdatesOf(book, account).LastOrDefault(update => update.IsClosed is not null)?.IsClosed == true
        || IsClosedByAHold(book, account);

    private bool IsClosedByAHold(string book, Id128 account) => applied.Any(entry =>
        entry.Book == book
        && ((entry.Terms.Has(TransferFlags.ClosingDebit) && entry.Terms.DebitAccountId == account)
            || (entry.Terms.Has(TransferFlags.ClosingCredit) && entry.Terms.CreditAccountId == account))
        && !IsVoided(book, entry.Terms.Id) && !IsExpired(book, entry.Terms.Id));

    private TransferStatus EndHold(string book, TransferTerms terms)
    {
        if (!transfers.TryGetValue((book, terms.PendingId), out var pending) || pending.Status != TransferStatus.Created)
        {
            return TransferStatus.PendingTransferNotFound;
        }

        if (pending.Terms.Kind != TransferKind.Pending)
        {
            return TransferStatus.PendingTransferNotPending;
        }

        if (IsVoided(book, terms.PendingId))
        {
            return TransferStatus.PendingTransferAlreadyVoided;
        }

        if (IsPosted(book, terms.PendingId))
        {
            return TransferStatus.PendingTransferAlreadyPosted;
        }

        if (IsExpired(book, terms.PendingId))
        {
            return TransferStatus.PendingTransferExpired;
        }

        return terms.Kind == TransferKind.Void ? TransferStatus.Created
            : (BigInteger)terms.Amount > HeldBy(book, terms.PendingId) ? TransferStatus.ExceedsPendingTransferAmount
            : IsClosed(book, pending.Terms.DebitAccountId) ? TransferStatus.DebitAccountAlreadyClosed
            : IsClosed(book, pending.Terms.CreditAccountId) ? TransferStatus.CreditAccountAlreadyClosed
            : IsFrozen(book, pending.Terms.DebitAccountId) ? TransferStatus.DebitAccountFrozen
            : IsFrozen(book, pending.Terms.CreditAccountId) ? TransferStatus.CreditAccountFrozen
            : TransferStatus.Created;
    }

    private (TransferStatus Status, BigInteger Amount) Reverse(string book, TransferTerms terms)
    {
        if (!transfers.TryGetValue((book, terms.ReversesId), out var first) || first.Status != TransferStatus.Created)
        {
            return (TransferStatus.ReversedTransferNotFound, 0);
        }

        if (first.Terms.Kind is not (TransferKind.Single or TransferKind.Post))
        {
            return (TransferStatus.ReversedTransferNotReversible, 0);
        }

        if (applied.Any(entry => entry.Book == book && entry.Terms.ReversesId == terms.ReversesId))
        {
            return (TransferStatus.ReversedTransferAlreadyReversed, 0);
        }

        var (credit, debit) = AccountsOf(book, first.Terms);
        var amount = applied.Single(entry => entry.Book == book && entry.Terms.Id == terms.ReversesId).Amount;
        return (CheckPosting(book, accounts[(book, debit)], accounts[(book, credit)], amount), amount);
    }

    private TransferStatus CheckImport(string book, TransferTerms terms)
    {
        // A transfer that is about to be applied: its kind and what it refers to are known to be good.
        var (debit, credit) = AccountsOf(book, terms);
        return accountTimes[(book, debit)] >= terms.ImportTime ? TransferStatus.ImportedTimeMustPostdateDebitAccount
            : accountTimes[(book, credit)] >= terms.ImportTime ? TransferStatus.ImportedTimeMustPostdateCreditAccount
            : TransferStatus.Created;
    }

    private TransferStatus CheckExchange(string book, TransferTerms terms, BigInteger amount, TransferTerms? before)
    {
        if (terms.Exchange is not { } rate)
        {
            return TransferStatus.Created;
        }

        if (before is null)
        {
            return TransferStatus.ExchangeAmountMismatch;
        }

        if (accounts[(book, AccountsOf(book, before).Debit)].Asset == accounts[(book, AccountsOf(book, terms).Debit)].Asset)
        {
            return TransferStatus.ExchangeAssetsMustDiffer;
        }

        var taken = applied.Single(entry => entry.Book == book && entry.Terms.Id == before.Id).Amount;
        var whole = BigInteger.DivRem(taken * rate.Numerator, rate.Denominator, out var rest);
        var twice = rest * 2;
        whole += rate.Rounding switch
        {
            Rounding.Down => 0,
            Rounding.Up => rest.Sign,
            Rounding.HalfUp => twice >= rate.Denominator ? 1 : 0,
            _ => twice > rate.Denominator || (twice == rate.Denominator && !whole.IsEven) ? 1 : 0,
        };
        return whole == amount ? TransferStatus.Created : TransferStatus.ExchangeAmountMismatch;
    }

    private bool IsVoided(string book, Id128 pendingId) =>
        EndsOf(book, pendingId).Any(end => end.Terms.Kind == TransferKind.Void);

    /// <summary>By a final post, or because nothing is left of it.</summary>
    private bool IsPosted(string book, Id128 pendingId) =>
        EndsOf(book, pendingId).ToList() is { Count: > 0 } ends
        && (ends.Any(end => end.Terms.Final) || LeftOf(book, pendingId) == 0);

    private bool IsExpired(string book, Id128 pendingId)
    {
        var (_, terms, _, _, time) = applied.Single(entry => entry.Book == book && entry.Terms.Id == pendingId);
        return terms.TimeoutSeconds > 0 && time.Plus(TimeSpan.FromSeconds(terms.TimeoutSeconds)) <= now
            && !IsVoided(book, pendingId) && !IsPosted(book, pendingId);
    }

    private IEnumerable<(TransferTerms Terms, BigInteger Amount, BigInteger Released)> EndsOf(string book, Id128 pendingId) =>
        applied.Where(entry => entry.Book == book && entry.Terms.PendingId == pendingId)
            .Select(entry => (entry.Terms, entry.Amount, entry.Released));

    private BigInteger LeftOf(string book, Id128 pendingId) => EndsOf(book, pendingId).Aggregate(
        applied.Single(entry => entry.Book == book && entry.Terms.Id == pendingId).Amount,
        (left, end) => left - end.Amount - end.Released);

    private BigInteger HeldBy(string book, Id128 pendingId) => IsExpired(book, pendingId) ? 0 : LeftOf(book, pendingId);

    private (BigInteger Posted, BigInteger Pending) Sum(string book, Func<(Id128 Debit, Id128 Credit), bool> concerns)
    {
        var (posted, pending) = (BigInteger.Zero, BigInteger.Zero);
        foreach (var (_, terms, amount, _, _) in applied.Where(entry => entry.Book == book && concerns(AccountsOf(book, entry.Terms))))
        {
            posted += terms.Kind is TransferKind.Single or TransferKind.Post or TransferKind.Reverse ? amount : 0;
            pending += terms.Kind == TransferKind.Pending ? HeldBy(book, terms.Id) : 0;
        }

        return (posted, pending);
    }

    private (Id128 Debit, Id128 Credit) AccountsOf(string book, TransferTerms terms)
    {
        switch (terms.Kind)
        {
            case TransferKind.Reverse:
                var (debit, credit) = AccountsOf(book, transfers[(book, terms.ReversesId)].Terms);
                return (credit, debit);
            case TransferKind.Post or TransferKind.Void:
                return AccountsOf(book, transfers[(book, terms.PendingId)].Terms);
            default:
                return (terms.DebitAccountId, terms.CreditAccountId);
        }
    }
}
