using Google.Protobuf;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Books;

/// <summary>One <c>mesh.ledger.v1.LedgerEvent</c> a line, in the JSON form of Protobuf. Nothing is left out.</summary>
internal sealed class JsonLinesWriter(TextWriter output) : IBookWriter
{
    /// <inheritdoc/>
    public void Write(LedgerEvent happened) => output.WriteLine(JsonFormatter.Default.Format(happened));

    /// <inheritdoc/>
    public void Dispose() => output.Flush();
}
