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

    private readonly Dictionary<(string Book, Id128 Id), AccountTerms> accounts = [];
    private readonly Dictionary<(string Book, Id128 Id), (TransferTerms Terms, TransferStatus Status)> transfers = [];
    private readonly List<(string Book, TransferTerms Terms, BigInteger Released)> applied = [];

    public IReadOnlyCollection<(string Book, Id128 Id)> Accounts => accounts.Keys;

    public AccountStatus Create(string book, AccountTerms terms)
    {
        if (accounts.TryAdd((book, terms.Id), terms))
        {
            return AccountStatus.Created;
        }

        var first = accounts[(book, terms.Id)];
        (bool Differs, AccountStatus Status)[] checks =
        [
            (first.Asset != terms.Asset, AccountStatus.ExistsWithDifferentAsset),
            (first.Type != terms.Type, AccountStatus.ExistsWithDifferentType),
            (first.Code != terms.Code, AccountStatus.ExistsWithDifferentCode),
            (first.Limit != terms.Limit, AccountStatus.ExistsWithDifferentFlags),
            (first.ExternalReference != terms.ExternalReference, AccountStatus.ExistsWithDifferentExternalReference),
            (true, AccountStatus.Exists),
        ];
        return checks.First(check => check.Differs).Status;
    }

    public TransferStatus Create(string book, TransferTerms terms)
    {
        if (transfers.TryGetValue((book, terms.Id), out var first))
        {
            return Repeat(first.Terms, first.Status, terms);
        }

        var status = terms.PendingId == default ? Move(book, terms) : EndHold(book, terms);
        transfers[(book, terms.Id)] = (terms, status);
        if (status == TransferStatus.Created)
        {
            var left = terms.PendingId == default ? 0 : HeldBy(book, terms.PendingId);
            var released =
                terms.Kind == TransferKind.Void ? left
                : terms.Final ? left - (BigInteger)terms.Amount
                : 0;
            applied.Add((book, terms, released));
        }

        return status;
    }

    /// <summary>The four balances of an account: debits posted, credits posted, debits pending, credits pending.</summary>
    public (BigInteger, BigInteger, BigInteger, BigInteger) BalancesOf(string book, Id128 account) =>
        (
            Sum(book, terms => terms.DebitAccountId == account).Posted,
            Sum(book, terms => terms.CreditAccountId == account).Posted,
            Sum(book, terms => terms.DebitAccountId == account).Pending,
            Sum(book, terms => terms.CreditAccountId == account).Pending
        );

    private static TransferStatus Repeat(TransferTerms first, TransferStatus status, TransferTerms terms)
    {
        (bool Differs, TransferStatus Status)[] checks =
        [
            (first.Kind != terms.Kind, TransferStatus.ExistsWithDifferentKind),
            (first.PendingId != terms.PendingId, TransferStatus.ExistsWithDifferentPendingId),
            (first.DebitAccountId != terms.DebitAccountId, TransferStatus.ExistsWithDifferentDebitAccountId),
            (first.CreditAccountId != terms.CreditAccountId, TransferStatus.ExistsWithDifferentCreditAccountId),
            (first.Amount != terms.Amount, TransferStatus.ExistsWithDifferentAmount),
            (first.Final != terms.Final, TransferStatus.ExistsWithDifferentFinal),
            (first.Code != terms.Code, TransferStatus.ExistsWithDifferentCode),
            (first.ExternalReference != terms.ExternalReference, TransferStatus.ExistsWithDifferentExternalReference),
            (status != TransferStatus.Created, status),
            (true, TransferStatus.Exists),
        ];
        return checks.First(check => check.Differs).Status;
    }

    private TransferStatus Move(string book, TransferTerms terms)
    {
        if (!accounts.TryGetValue((book, terms.DebitAccountId), out var debit))
        {
            return TransferStatus.DebitAccountNotFound;
        }

        if (!accounts.TryGetValue((book, terms.CreditAccountId), out var credit))
        {
            return TransferStatus.CreditAccountNotFound;
        }

        if (debit.Asset != credit.Asset)
        {
            return TransferStatus.AccountsMustHaveTheSameAsset;
        }

        var amount = (BigInteger)terms.Amount;
        var ofAsset = Sum(book, other => AssetOf(book, other) == debit.Asset);
        if (ofAsset.Posted + ofAsset.Pending + amount > Max)
        {
            return TransferStatus.OverflowsBalance;
        }

        var (debitDebits, debitCredits, debitHeld, _) = BalancesOf(book, debit.Id);
        if (debit.Limit == BalanceLimit.DebitsMustNotExceedCredits && debitDebits + debitHeld + amount > debitCredits)
        {
            return TransferStatus.ExceedsCredits;
        }

        var (creditDebits, creditCredits, _, creditHeld) = BalancesOf(book, credit.Id);
        return credit.Limit == BalanceLimit.CreditsMustNotExceedDebits && creditCredits + creditHeld + amount > creditDebits
            ? TransferStatus.ExceedsDebits
            : TransferStatus.Created;
    }

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

        var ends = applied.Where(entry => entry.Book == book && entry.Terms.PendingId == terms.PendingId).ToList();
        if (ends.Any(end => end.Terms.Kind == TransferKind.Void))
        {
            return TransferStatus.PendingTransferAlreadyVoided;
        }

        var held = HeldBy(book, terms.PendingId);
        if (held == 0)
        {
            return TransferStatus.PendingTransferAlreadyPosted;
        }

        return terms.Kind == TransferKind.Post && (BigInteger)terms.Amount > held
            ? TransferStatus.ExceedsPendingTransferAmount
            : TransferStatus.Created;
    }

    private BigInteger HeldBy(string book, Id128 pendingId)
    {
        var ended = applied
            .Where(entry => entry.Book == book && entry.Terms.PendingId == pendingId)
            .Aggregate(BigInteger.Zero, (sum, end) => sum + (BigInteger)end.Terms.Amount + end.Released);
        return (BigInteger)transfers[(book, pendingId)].Terms.Amount - ended;
    }

    private (BigInteger Posted, BigInteger Pending) Sum(string book, Func<TransferTerms, bool> concerns)
    {
        var (posted, pending) = (BigInteger.Zero, BigInteger.Zero);
        foreach (var (_, terms, _) in applied.Where(entry => entry.Book == book && concerns(MoveOf(book, entry.Terms))))
        {
            posted += terms.Kind is TransferKind.Single or TransferKind.Post ? (BigInteger)terms.Amount : 0;
            pending += terms.Kind == TransferKind.Pending ? HeldBy(book, terms.Id) : 0;
        }

        return (posted, pending);
    }

    private TransferTerms MoveOf(string book, TransferTerms terms) =>
        terms.PendingId == default ? terms : transfers[(book, terms.PendingId)].Terms;

    private string AssetOf(string book, TransferTerms move) => accounts[(book, move.DebitAccountId)].Asset;
}
