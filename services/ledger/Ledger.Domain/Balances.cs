namespace Mesh.Ledger.Domain;

/// <summary>The four balances of an account, in minor units. Posted ones never shrink; pending ones shrink when a hold ends.</summary>
public readonly record struct Balances(UInt128 DebitsPosted, UInt128 CreditsPosted, UInt128 DebitsPending, UInt128 CreditsPending)
{
    /// <summary>Posts to the debit side.</summary>
    public Balances Debit(UInt128 amount) => this with { DebitsPosted = checked(DebitsPosted + amount) };

    /// <summary>Posts to the credit side.</summary>
    public Balances Credit(UInt128 amount) => this with { CreditsPosted = checked(CreditsPosted + amount) };

    /// <summary>Holds on the debit side.</summary>
    public Balances HoldDebit(UInt128 amount) => this with { DebitsPending = checked(DebitsPending + amount) };

    /// <summary>Holds on the credit side.</summary>
    public Balances HoldCredit(UInt128 amount) => this with { CreditsPending = checked(CreditsPending + amount) };

    /// <summary>Releases a hold on the debit side.</summary>
    public Balances ReleaseDebit(UInt128 amount) => this with { DebitsPending = checked(DebitsPending - amount) };

    /// <summary>Releases a hold on the credit side.</summary>
    public Balances ReleaseCredit(UInt128 amount) => this with { CreditsPending = checked(CreditsPending - amount) };

    /// <summary>True when another debit, posted or held, would carry a debit balance beyond 2^128 - 1.</summary>
    public bool OverflowsDebits(UInt128 amount) => Overflows(DebitsPosted, DebitsPending, amount);

    /// <summary>True when another credit, posted or held, would carry a credit balance beyond 2^128 - 1.</summary>
    public bool OverflowsCredits(UInt128 amount) => Overflows(CreditsPosted, CreditsPending, amount);

    /// <summary>True when another debit would make all debits, held ones included, exceed the posted credits.</summary>
    public bool ExceedsCredits(UInt128 amount) => checked(DebitsPosted + DebitsPending + amount) > CreditsPosted;

    /// <summary>True when another credit would make all credits, held ones included, exceed the posted debits.</summary>
    public bool ExceedsDebits(UInt128 amount) => checked(CreditsPosted + CreditsPending + amount) > DebitsPosted;

    // Posted and pending together stay below the limit too, so that posting a hold can never overflow.
    private static bool Overflows(UInt128 posted, UInt128 pending, UInt128 amount) =>
        amount > UInt128.MaxValue - posted || pending > UInt128.MaxValue - posted - amount;
}
