using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>When a hold expires.</summary>
/// <param name="Time">When.</param>
/// <param name="Book">Book of the hold.</param>
/// <param name="PendingId">The pending transfer.</param>
public readonly record struct HoldExpiry(Moment Time, string Book, Id128 PendingId)
{
    /// <summary>Earliest first; at one time by book and identifier, so that every replica expires in the same order.</summary>
    public static IComparer<HoldExpiry> Order { get; } = Comparer<HoldExpiry>.Create((left, right) =>
        left.Time.CompareTo(right.Time) is var byTime && byTime != 0 ? byTime
        : string.CompareOrdinal(left.Book, right.Book) is var byBook && byBook != 0 ? byBook
        : left.PendingId.Value.CompareTo(right.PendingId.Value));
}
