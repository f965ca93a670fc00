namespace Mesh.Cli.Books;

/// <summary>The last line of a book's file.</summary>
/// <param name="Book">Name of the book that it is of.</param>
/// <param name="EventCount">Events before it.</param>
/// <param name="StateHash">State hash of the book after them: 64 hexadecimal digits.</param>
internal sealed record BookFileEnd(string Book, long EventCount, string StateHash);
