using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// What became of the amount of a pending transfer. Held, released and posted always add up to it. Knows all that its end needs, so that
/// the pending transfer itself does not have to be looked up.
/// </summary>
/// <param name="Held">Minor units still held; 0 once it is closed.</param>
/// <param name="Released">Minor units given back by a void, a final post or expiry; 0 while it is open.</param>
/// <param name="State">What became of it.</param>
/// <param name="ExpireTime">When it expires, unless it is closed before; null for never.</param>
/// <param name="DebitAccountId">Account whose debits it holds.</param>
/// <param name="CreditAccountId">Account whose credits it holds.</param>
/// <param name="Flags">Flags of the pending transfer: what it closed is open again when it ends without a posting.</param>
public readonly record struct Hold(
    UInt128 Held,
    UInt128 Released,
    HoldState State,
    Moment? ExpireTime,
    Id128 DebitAccountId,
    Id128 CreditAccountId,
    TransferFlags Flags)
{
    /// <summary>Begins the hold of a pending transfer.</summary>
    /// <param name="pending">The pending transfer.</param>
    /// <param name="time">When it was applied.</param>
    public static Hold Open(TransferApplied pending, Moment time)
    {
        var timeout = pending.Terms.TimeoutSeconds;
        return new Hold(
            pending.Amount,
            Released: 0,
            HoldState.Open,
            timeout == 0 ? null : time.Plus(TimeSpan.FromSeconds(timeout)),
            pending.DebitAccountId,
            pending.CreditAccountId,
            pending.Terms.Flags);
    }

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
