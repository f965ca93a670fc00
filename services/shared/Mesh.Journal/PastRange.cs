namespace Mesh.Journal;

/// <summary>A page of the events under one key.</summary>
/// <param name="After">Only events after this place.</param>
/// <param name="Through">Only events at this place or before.</param>
/// <param name="CountMax">At most so many, from 1.</param>
/// <param name="IsNewestFirst">True begins at <paramref name="Through"/> and goes back.</param>
public readonly record struct PastRange(JournalPlace After, JournalPlace Through, int CountMax, bool IsNewestFirst)
{
    /// <summary>Everything, oldest first.</summary>
    public static PastRange All(int countMax) => new(JournalPlace.Start, JournalPlace.End, countMax, IsNewestFirst: false);

    internal bool Contains(JournalPlace place) => place > After && place <= Through;
}
