using System.Diagnostics;

namespace Mesh.Ledger.Domain;

/// <summary>
/// The effect of a transfer on each of its two accounts, in minor units: on the debit side of one, on the credit side of the other.
/// </summary>
/// <param name="Posted">Moved for good.</param>
/// <param name="Held">Held from now on.</param>
/// <param name="Released">Held until now.</param>
/// <remarks>
/// | what | posted | held | released |
/// |---|---|---|---|
/// | single, reversal | amount | | |
/// | pending | | amount | |
/// | post | amount | | amount, and the rest of the hold when it is final |
/// | void, expiry | | | the rest of the hold |
/// </remarks>
public readonly record struct Posting(UInt128 Posted, UInt128 Held, UInt128 Released)
{
    /// <summary>Says what an applied transfer does to its accounts.</summary>
    public static Posting Of(TransferApplied applied) => applied.Terms.Kind switch
    {
        TransferKind.Single or TransferKind.Reverse => new Posting(Posted: applied.Amount, Held: 0, Released: 0),
        TransferKind.Pending => new Posting(Posted: 0, Held: applied.Amount, Released: 0),
        TransferKind.Post => new Posting(Posted: applied.Amount, Held: 0, Released: checked(applied.Amount + applied.Released)),
        TransferKind.Void => new Posting(Posted: 0, Held: 0, Released: applied.Released),
        _ => throw new UnreachableException($"{applied.Terms.Kind} is not a kind of transfer."),
    };

    /// <summary>Says what the expiry of a hold does to its accounts.</summary>
    public static Posting Of(HoldExpired expired) => new(Posted: 0, Held: 0, expired.Released);
}
