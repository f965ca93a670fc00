using System.Runtime.CompilerServices;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Books;

/// <summary>Everything that ever happened in a book, from the ledger's feed.</summary>
internal static class BookFeed
{
    private const int RecordCountMax = 1_000;

    /// <summary>Reads from the first event to the newest, in order; it is never all in memory.</summary>
    public static async IAsyncEnumerable<LedgerEvent> ReadAsync(
        MeshClients clients,
        string book,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (ulong next = 1; ; )
        {
            var request = new ListEventsRequest
            {
                Book = book,
                FromSequence = next,
                PageSize = RecordCountMax,
            };
            var page = await Patient.CallAsync(options => clients.Ledger.ListEventsAsync(request, options), cancellationToken);
            foreach (var happened in page.Events.Where(happened => happened.Book == book))
            {
                yield return happened;
            }

            if (page.NextSequence == next)
            {
                yield break;
            }

            next = page.NextSequence;
        }
    }
}
