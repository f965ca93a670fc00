using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>Takes what a decision says happened, and applies it at once.</summary>
/// <param name="Now">Time that the next event will have.</param>
/// <param name="Add">Applies an event and keeps it.</param>
public readonly record struct Happening(Func<Moment> Now, Action<LedgerEvent> Add);

/// <summary>One function per command: state and command in, answer and events out.</summary>
public static class LedgerDecisions
{
    /// <summary>Decides a command.</summary>
    public static LedgerResult Decide(LedgerState state, LedgerCommand command, Happening happening) => command switch
    {
        CreateAccounts create =>
            new AccountResults([.. create.Accounts.Select(terms => CreateAccount(state, create.Book, terms, happening))]),
        CreateTransfers create =>
            new TransferResults([.. create.Transfers.Select(terms => CreateTransfer(state, create.Book, terms, happening))]),
        _ => throw new System.Diagnostics.UnreachableException($"{command.GetType().Name} is not a command of the ledger."),
    };

    private static AccountResult CreateAccount(LedgerState state, string book, AccountTerms terms, Happening happening)
    {
        if (state.FindAccount(book, terms.Id) is { } existing)
        {
            var status = Compare(existing.Terms, terms);
            return new AccountResult(status, status == AccountStatus.Exists ? existing.CreateTime : null);
        }

        var time = happening.Now();
        happening.Add(new AccountCreated(book, terms));
        return new AccountResult(AccountStatus.Created, time);
    }

    private static TransferResult CreateTransfer(LedgerState state, string book, TransferTerms terms, Happening happening)
    {
        if (state.FindTransfer(book, terms.Id) is { } existing)
        {
            return new TransferResult(Repeat(existing, terms), existing.CreateTime, Replayed: true);
        }

        var time = happening.Now();
        var happened = terms.Kind is TransferKind.Single or TransferKind.Pending ? Move(state, book, terms) : EndHold(state, book, terms);
        happening.Add(happened);
        return new TransferResult(happened is TransferRefused refused ? refused.Status : TransferStatus.Created, time, Replayed: false);
    }

    private static LedgerEvent Move(LedgerState state, string book, TransferTerms terms)
    {
        var debit = state.FindAccount(book, terms.DebitAccountId);
        var credit = state.FindAccount(book, terms.CreditAccountId);
        var refusal = CheckMove(debit, credit, terms.Amount);
        return refusal is { } status
            ? new TransferRefused(book, terms, status)
            : new TransferApplied(book, terms, terms.DebitAccountId, terms.CreditAccountId, terms.Amount, Released: 0);
    }

    private static TransferStatus? CheckMove(Account? debit, Account? credit, UInt128 amount)
    {
        if (debit is null)
        {
            return TransferStatus.DebitAccountNotFound;
        }

        if (credit is null)
        {
            return TransferStatus.CreditAccountNotFound;
        }

        if (debit.Terms.Asset != credit.Terms.Asset)
        {
            return TransferStatus.AccountsMustHaveTheSameAsset;
        }

        if (debit.Balances.OverflowsDebits(amount) || credit.Balances.OverflowsCredits(amount))
        {
            return TransferStatus.OverflowsBalance;
        }

        if (debit.Terms.Limit == BalanceLimit.DebitsMustNotExceedCredits && debit.Balances.ExceedsCredits(amount))
        {
            return TransferStatus.ExceedsCredits;
        }

        return credit.Terms.Limit == BalanceLimit.CreditsMustNotExceedDebits && credit.Balances.ExceedsDebits(amount)
            ? TransferStatus.ExceedsDebits
            : null;
    }

    private static LedgerEvent EndHold(LedgerState state, string book, TransferTerms terms)
    {
        var hold = state.FindHold(book, terms.PendingId);
        if (CheckHold(state, book, terms, hold) is { } status)
        {
            return new TransferRefused(book, terms, status);
        }

        var amount = terms.Kind == TransferKind.Void ? hold!.Held : terms.Amount;
        var released = terms.Final ? checked(hold!.Held - amount) : 0;
        return new TransferApplied(book, terms, hold!.DebitAccountId, hold.CreditAccountId, amount, released);
    }

    private static TransferStatus? CheckHold(LedgerState state, string book, TransferTerms terms, Hold? hold)
    {
        if (hold is null)
        {
            var named = state.FindTransfer(book, terms.PendingId);
            return named is { Status: TransferStatus.Created }
                ? TransferStatus.PendingTransferNotPending
                : TransferStatus.PendingTransferNotFound;
        }

        return hold.State switch
        {
            HoldState.Posted => TransferStatus.PendingTransferAlreadyPosted,
            HoldState.Voided => TransferStatus.PendingTransferAlreadyVoided,
            HoldState.Open =>
                terms.Kind == TransferKind.Post && terms.Amount > hold.Held ? TransferStatus.ExceedsPendingTransferAmount : null,
            _ => throw new System.Diagnostics.UnreachableException($"{hold.State} is not a state of a hold."),
        };
    }

    private static AccountStatus Compare(AccountTerms existing, AccountTerms asked) => (existing, asked) switch
    {
        _ when existing.Asset != asked.Asset => AccountStatus.ExistsWithDifferentAsset,
        _ when existing.Type != asked.Type => AccountStatus.ExistsWithDifferentType,
        _ when existing.Code != asked.Code => AccountStatus.ExistsWithDifferentCode,
        _ when existing.Limit != asked.Limit => AccountStatus.ExistsWithDifferentFlags,
        _ when existing.ExternalReference != asked.ExternalReference => AccountStatus.ExistsWithDifferentExternalReference,
        _ => AccountStatus.Exists,
    };

    // The same content gets the first answer: EXISTS for what was applied, the reason for what was refused.
    private static TransferStatus Repeat(Transfer existing, TransferTerms asked) => existing.Terms switch
    {
        var terms when terms.Kind != asked.Kind => TransferStatus.ExistsWithDifferentKind,
        var terms when terms.PendingId != asked.PendingId => TransferStatus.ExistsWithDifferentPendingId,
        var terms when terms.DebitAccountId != asked.DebitAccountId => TransferStatus.ExistsWithDifferentDebitAccountId,
        var terms when terms.CreditAccountId != asked.CreditAccountId => TransferStatus.ExistsWithDifferentCreditAccountId,
        var terms when terms.Amount != asked.Amount => TransferStatus.ExistsWithDifferentAmount,
        var terms when terms.Final != asked.Final => TransferStatus.ExistsWithDifferentFinal,
        var terms when terms.Code != asked.Code => TransferStatus.ExistsWithDifferentCode,
        var terms when terms.ExternalReference != asked.ExternalReference => TransferStatus.ExistsWithDifferentExternalReference,
        _ => existing.Status == TransferStatus.Created ? TransferStatus.Exists : existing.Status,
    };
}
