using Mesh.Kernel;

namespace Mesh.Journal.Proofs;

/// <summary>Where a leaf comes from. Sequence and index grow with the leaves, and so does the time.</summary>
/// <param name="Sequence">Number of its record.</param>
/// <param name="Index">Place of the event in the record, from 0.</param>
/// <param name="Time">When it happened.</param>
internal readonly record struct TreePlace(ulong Sequence, int Index, Moment Time)
{
    /// <summary>Says whether an event is at this place or before it.</summary>
    public bool IsAtOrBefore(ulong sequence, int index) => Sequence < sequence || (Sequence == sequence && Index <= index);
}
