namespace Mesh.Ledger.Domain;

/// <summary>
/// Four sums of an account in minor units. Posted ones never shrink; pending ones shrink when a hold ends.
/// Arithmetic is checked: a sum that would leave 0 to 2^128 - 1 throws, and the decisions refuse what would get there.
/// </summary>
public readonly record struct Balances(UInt128 DebitsPosted, UInt128 CreditsPosted, UInt128 DebitsPending, UInt128 CreditsPending)
{
    /// <summary>True when debits and credits are equal and nothing is held.</summary>
    public bool IsEmpty => DebitsPosted == CreditsPosted && DebitsPending == 0 && CreditsPending == 0;

    /// <summary>Adds a posting to the debit side.</summary>
    public Balances Debit(in Posting posting) => this with
    {
        DebitsPosted = checked(DebitsPosted + posting.Posted),
        DebitsPending = checked(DebitsPending + posting.Held - posting.Released),
    };

    /// <summary>Adds a posting to the credit side.</summary>
    public Balances Credit(in Posting posting) => this with
    {
        CreditsPosted = checked(CreditsPosted + posting.Posted),
        CreditsPending = checked(CreditsPending + posting.Held - posting.Released),
    };

    /// <summary>True when one more debit, posted or held, would carry the debits beyond 2^128 - 1.</summary>
    /// <remarks>Posted and pending together stay below it, so that posting a hold never overflows.</remarks>
    public bool OverflowsDebits(UInt128 amount) => amount > UInt128.MaxValue - DebitsPosted - DebitsPending;

    /// <summary>True when one more credit, posted or held, would carry the credits beyond 2^128 - 1.</summary>
    public bool OverflowsCredits(UInt128 amount) => amount > UInt128.MaxValue - CreditsPosted - CreditsPending;

    /// <summary>Gets by how much one side, held amounts included, exceeds the other's posted amount; 0 when it does not.</summary>
    public static UInt128 Beyond(UInt128 backing, UInt128 posted, UInt128 pending)
    {
        var used = checked(posted + pending);
        return used > backing ? used - backing : 0;
    }
}
