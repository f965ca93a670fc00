namespace Mesh.Ledger.Domain;

/// <summary>What became of the amount of a pending transfer. Held, released and posted always add up to it.</summary>
/// <param name="Held">Minor units still held; 0 once it is closed.</param>
/// <param name="Released">Minor units given back by a void or a final post; 0 while it is open.</param>
/// <param name="State">What became of it.</param>
public readonly record struct Hold(UInt128 Held, UInt128 Released, HoldState State)
{
    /// <summary>Begins a hold.</summary>
    public static Hold Open(UInt128 amount) => new(amount, Released: 0, HoldState.Open);

    /// <summary>Takes a post out of the hold, and gives back what a final one releases.</summary>
    /// <param name="posted">Minor units, at least 1.</param>
    /// <param name="released">Minor units; 0 unless the post is final.</param>
    /// <param name="isFinal">True closes the hold.</param>
    public Hold Post(UInt128 posted, UInt128 released, bool isFinal)
    {
        var left = checked(Held - posted - released);
        return new Hold(left, checked(Released + released), isFinal || left == 0 ? HoldState.Posted : HoldState.Open);
    }

    /// <summary>Gives back what is left.</summary>
    public Hold Void(UInt128 released) => new(checked(Held - released), checked(Released + released), HoldState.Voided);
}
