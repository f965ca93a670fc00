using Mesh.Ledger.V1;

namespace Mesh.Cli.Books;

/// <summary>Writes a book in some format, event by event, to an output that stays open after it.</summary>
internal interface IBookWriter : IDisposable
{
    /// <summary>Writes the next event of the book.</summary>
    void Write(LedgerEvent happened);
}
