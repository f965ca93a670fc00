using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Books;

/// <summary>Everything that ever happened in a book, from the ledger's feed.</summary>
internal static class BookFeed
{
    private const int RecordCountMax = 1_000;

    // A replica that is behind answers once it has caught up.
    private static readonly Duration CatchUpMax = Duration.FromTimeSpan(TimeSpan.FromSeconds(2));

    /// <summary>Reads from the first event to the newest, in order; it is never all in memory.</summary>
    public static IAsyncEnumerable<LedgerEvent> ReadAsync(MeshClients clients, string book, CancellationToken cancellationToken) =>
        ReadAsync(clients, book, lastSequence: null, cancellationToken);

    /// <summary>Reads from the first event to those of a record, in order; it is never all in memory.</summary>
    /// <param name="clients">The ledger.</param>
    /// <param name="book">The book.</param>
    /// <param name="lastSequence">Number of the record; null for the newest that there is when it is come to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async IAsyncEnumerable<LedgerEvent> ReadAsync(
        MeshClients clients, string book, ulong? lastSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (ulong next = 1; next <= (lastSequence ?? ulong.MaxValue);)
        {
            var request = new ListEventsRequest
            {
                Book = book,
                FromSequence = next,
                PageSize = RecordCountMax,
                Wait = lastSequence is null ? null : CatchUpMax,
            };
            var page = await Patient.CallAsync(options => clients.Ledger.ListEventsAsync(request, options), cancellationToken);
            foreach (var happened in page.Events.Where(each => each.Book == book && each.Sequence <= (lastSequence ?? ulong.MaxValue)))
            {
                yield return happened;
            }

            if (page.NextSequence == next && lastSequence is null)
            {
                yield break;
            }

            next = page.NextSequence;
        }
    }
}
