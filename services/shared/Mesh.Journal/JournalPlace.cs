namespace Mesh.Journal;

/// <summary>Where an event is in its partition's journal. Places order the events of a partition, and never change.</summary>
/// <param name="Sequence">Number of its record, from 1; 0 is before all.</param>
/// <param name="Index">Its place in the record, from 0, below 2^16.</param>
public readonly record struct JournalPlace(ulong Sequence, int Index) : IComparable<JournalPlace>
{
    /// <summary>Before every event.</summary>
    public static readonly JournalPlace Start = EndOf(0);

    /// <summary>After every event.</summary>
    public static readonly JournalPlace End = EndOf((1UL << 48) - 1);

    /// <summary>The place before this one; of the first of a record, the end of the record before.</summary>
    public JournalPlace Previous => Index > 0 ? this with { Index = Index - 1 } : EndOf(Sequence - 1);

    /// <summary>Gets the last place that a record may have.</summary>
    public static JournalPlace EndOf(ulong sequence) => new(sequence, ushort.MaxValue);

    /// <inheritdoc/>
    public int CompareTo(JournalPlace other) =>
        Sequence.CompareTo(other.Sequence) is var bySequence && bySequence != 0 ? bySequence : Index.CompareTo(other.Index);

    public static bool operator <(JournalPlace left, JournalPlace right) => left.CompareTo(right) < 0;

    public static bool operator >(JournalPlace left, JournalPlace right) => left.CompareTo(right) > 0;

    public static bool operator <=(JournalPlace left, JournalPlace right) => left.CompareTo(right) <= 0;

    public static bool operator >=(JournalPlace left, JournalPlace right) => left.CompareTo(right) >= 0;
}
