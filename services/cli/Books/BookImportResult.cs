namespace Mesh.Cli.Books;

/// <summary>What came of an import.</summary>
/// <param name="Expected">What the file says.</param>
/// <param name="RestoredCount">Events that were new.</param>
/// <param name="ReplayedCount">Events that an earlier import had brought.</param>
/// <param name="StateHash">State hash of the book now.</param>
/// <param name="IsSame">True when the book is, or was when its import was finished, what the file says.</param>
/// <param name="HasGoneOn">True when it was imported before and has had events of its own since.</param>
internal sealed record BookImportResult(
    BookFileEnd Expected, ulong RestoredCount, ulong ReplayedCount, string StateHash, bool IsSame, bool HasGoneOn);
