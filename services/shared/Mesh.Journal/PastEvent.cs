using Mesh.Kernel;

namespace Mesh.Journal;

/// <summary>An event that was brought back from the history.</summary>
/// <param name="Sequence">Number of its record.</param>
/// <param name="Index">Its place in the record, from 0.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Event">What happened.</param>
public readonly record struct PastEvent<TEvent>(ulong Sequence, int Index, Moment Time, TEvent Event)
{
    /// <summary>Where it is.</summary>
    public JournalPlace Place => new(Sequence, Index);
}
