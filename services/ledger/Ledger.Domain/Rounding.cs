namespace Mesh.Ledger.Domain;

/// <summary>How an exchanged amount becomes whole minor units. Numbers are those of the wire and of the stored records.</summary>
public enum Rounding
{
    /// <summary>To the next smaller number.</summary>
    Down = 1,

    /// <summary>To the next larger number.</summary>
    Up = 2,

    /// <summary>To the nearest number; a half to the larger one.</summary>
    HalfUp = 3,

    /// <summary>To the nearest number; a half to the even one.</summary>
    HalfEven = 4,
}
