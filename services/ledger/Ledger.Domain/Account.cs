using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>An account with its balances, in minor units of its asset. A value: a change makes a new one.</summary>
public readonly record struct Account
{
    /// <summary>Makes an account.</summary>
    /// <param name="terms">What it is.</param>
    /// <param name="createTime">When it was created; of an imported one, its original time.</param>
    /// <param name="balances">Its four balances.</param>
    public Account(AccountTerms terms, Moment createTime, Balances balances)
        : this(terms.Id, AccountProfile.Of(terms), terms.ExternalReference)
    {
        CreateTime = createTime;
        Balances = balances;
    }

    /// <summary>Makes an account of what is kept of it.</summary>
    public Account(Id128 id, AccountProfile profile, string externalReference)
    {
        Id = id;
        Profile = profile;
        ExternalReference = externalReference;
    }

    /// <summary>Its identifier.</summary>
    public Id128 Id { get; init; }

    /// <summary>What it has in common with others.</summary>
    public AccountProfile Profile { get; init; }

    /// <summary>The client's own reference; may be empty.</summary>
    public string ExternalReference { get; init; }

    /// <summary>When it was created; of an imported one, its original time.</summary>
    public Moment CreateTime { get; init; }

    /// <summary>Its four balances.</summary>
    public Balances Balances { get; init; }

    /// <summary>True while a closing hold on it is neither voided nor expired: nothing may move but by a void.</summary>
    public bool IsClosed { get; init; }

    /// <summary>What was asked when it was created. Made anew each time.</summary>
    public AccountTerms Terms => new(Id, Profile.Asset, Profile.Type, Profile.Code, Profile.Limit, ExternalReference)
    {
        OverdraftLimit = Profile.OverdraftLimit,
        KeepsHistory = Profile.KeepsHistory,
        ImportTime = Profile.IsImported ? CreateTime : null,
    };

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
    public UInt128? DebitRoom => Profile.Limit == BalanceLimit.DebitsMustNotExceedCredits
        ? Room(Balances.CreditsPosted, Balances.DebitsPosted, Balances.DebitsPending)
        : null;

    /// <summary>Gets how much more may be credited, posted or held; null when the account has no such limit.</summary>
    public UInt128? CreditRoom => Profile.Limit == BalanceLimit.CreditsMustNotExceedDebits
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
    public bool IsBeyondItsLimit => Profile.Limit switch
    {
        BalanceLimit.DebitsMustNotExceedCredits =>
            Balances.Beyond(Balances.CreditsPosted, Balances.DebitsPosted, Balances.DebitsPending) > Profile.OverdraftLimit,
        BalanceLimit.CreditsMustNotExceedDebits =>
            Balances.Beyond(Balances.DebitsPosted, Balances.CreditsPosted, Balances.CreditsPending) > Profile.OverdraftLimit,
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
        var bound = backing > UInt128.MaxValue - Profile.OverdraftLimit ? UInt128.MaxValue : backing + Profile.OverdraftLimit;
        return bound > used ? bound - used : 0;
    }
}
