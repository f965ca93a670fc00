using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>What became of the amount of a pending transfer. Held, released and posted always add up to it.</summary>
/// <param name="Held">Minor units still held; 0 once it is closed.</param>
/// <param name="Released">Minor units given back by a void, a final post or expiry; 0 while it is open.</param>
/// <param name="State">What became of it.</param>
/// <param name="ExpireTime">When it expires, unless it is closed before; null for never.</param>
public readonly record struct Hold(UInt128 Held, UInt128 Released, HoldState State, Moment? ExpireTime = null)
{
    /// <summary>Begins a hold.</summary>
    public static Hold Open(UInt128 amount, Moment? expireTime) => new(amount, Released: 0, HoldState.Open, expireTime);

    /// <summary>Takes a post out of the hold, and gives back what a final one releases.</summary>
    /// <param name="posted">Minor units, at least 1.</param>
    /// <param name="released">Minor units; 0 unless the post is final.</param>
    /// <param name="isFinal">True closes the hold.</param>
    public Hold Post(UInt128 posted, UInt128 released, bool isFinal)
    {
        var left = checked(Held - posted - released);
        return this with
        {
            Held = left,
            Released = checked(Released + released),
            State = isFinal || left == 0 ? HoldState.Posted : HoldState.Open,
        };
    }

    /// <summary>Gives back what is left.</summary>
    /// <param name="released">Minor units: all of it.</param>
    /// <param name="end"><see cref="HoldState.Voided"/> or <see cref="HoldState.Expired"/>.</param>
    public Hold Release(UInt128 released, HoldState end) =>
        this with { Held = checked(Held - released), Released = checked(Released + released), State = end };
}
