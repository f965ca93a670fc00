namespace Mesh.Journal;

/// <summary>Events under one key, in the order that was asked for.</summary>
/// <param name="Events">The events.</param>
/// <param name="HasMore">True when the range has more after the last of them: the page was full, or as large as one may get.</param>
/// <param name="Head">End of the journal when the page was made: everything up to there was looked at.</param>
public sealed record PastPage<TEvent>(IReadOnlyList<PastEvent<TEvent>> Events, bool HasMore, JournalPlace Head);
