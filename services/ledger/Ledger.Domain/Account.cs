using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>An account with its balances, in minor units of its asset. A value: a change makes a new one.</summary>
/// <param name="Terms">What it is.</param>
/// <param name="CreateTime">When it was created.</param>
/// <param name="Balances">Its four balances.</param>
/// <param name="IsClosed">True while a closing hold on it is neither voided nor expired: nothing may move but by a void.</param>
public readonly record struct Account(AccountTerms Terms, Moment CreateTime, Balances Balances, bool IsClosed = false)
{
    /// <summary>What the client has said of it since.</summary>
    public AccountStanding Standing { get; init; }

    /// <summary>1 when it is created, and one more with every update.</summary>
    public uint Version { get; init; } = 1;

    /// <summary>True when it is closed by a hold or by the client.</summary>
    public bool RefusesAsClosed => IsClosed || (Standing & AccountStanding.Closed) != 0;

    /// <summary>True when the client has frozen it.</summary>
    public bool IsFrozen => (Standing & AccountStanding.Frozen) != 0;

    /// <summary>
    /// Gets how much more may be debited, posted or held; null when the account has no such limit.
    /// </summary>
    public UInt128? DebitRoom => Terms.Limit == BalanceLimit.DebitsMustNotExceedCredits
        ? Room(Balances.CreditsPosted, Balances.DebitsPosted, Balances.DebitsPending)
        : null;

    /// <summary>Gets how much more may be credited, posted or held; null when the account has no such limit.</summary>
    public UInt128? CreditRoom => Terms.Limit == BalanceLimit.CreditsMustNotExceedDebits
        ? Room(Balances.DebitsPosted, Balances.CreditsPosted, Balances.CreditsPending)
        : null;

    /// <summary>True when another debit, posted or held, would carry the account beyond its limit.</summary>
    public bool ForbidsDebit(UInt128 amount) => amount > DebitRoom;

    /// <summary>True when another credit, posted or held, would carry the account beyond its limit.</summary>
    public bool ForbidsCredit(UInt128 amount) => amount > CreditRoom;

    /// <summary>
    /// Gets what is left to debit by a balancing transfer: posted credits beyond all debits, and the overdraft when debits are limited.
    /// </summary>
    public UInt128 DebitsLeft => DebitRoom ?? Left(Balances.CreditsPosted, Balances.DebitsPosted, Balances.DebitsPending);

    /// <summary>
    /// Gets what is left to credit by a balancing transfer: posted debits beyond all credits, and the overdraft when credits are limited.
    /// </summary>
    public UInt128 CreditsLeft => CreditRoom ?? Left(Balances.DebitsPosted, Balances.CreditsPosted, Balances.CreditsPending);

    /// <summary>True when the account is beyond its limit: never, unless there is a bug.</summary>
    public bool IsBeyondItsLimit => Terms.Limit switch
    {
        BalanceLimit.DebitsMustNotExceedCredits =>
            Balances.Beyond(Balances.CreditsPosted, Balances.DebitsPosted, Balances.DebitsPending) > Terms.OverdraftLimit,
        BalanceLimit.CreditsMustNotExceedDebits =>
            Balances.Beyond(Balances.DebitsPosted, Balances.CreditsPosted, Balances.CreditsPending) > Terms.OverdraftLimit,
        _ => false,
    };

    private static UInt128 Left(UInt128 backing, UInt128 posted, UInt128 pending)
    {
        var used = checked(posted + pending);
        return backing > used ? backing - used : 0;
    }

    private UInt128 Room(UInt128 backing, UInt128 posted, UInt128 pending)
    {
        // The sum of the two is below 2^128: see Balances.Overflows.
        var used = checked(posted + pending);
        var bound = backing > UInt128.MaxValue - Terms.OverdraftLimit ? UInt128.MaxValue : backing + Terms.OverdraftLimit;
        return bound > used ? bound - used : 0;
    }
}
