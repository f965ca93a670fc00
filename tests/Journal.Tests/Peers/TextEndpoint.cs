using Grpc.Core;
using Mesh.Journal.Peers;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Mesh.Testing.Text;

namespace Mesh.Journal.Tests.Peers;

/// <summary>
/// A service with one write, for which <c>VerifyJournal</c> stands in: it adds the number that it is given as a text, and answers how many
/// texts there are. It refuses the number 13.
/// </summary>
internal sealed class TextEndpoint(IPartitionSet<TextState, string, int, string> partitions) : JournalService.JournalServiceBase
{
    public static readonly PeerRoutes<TextEndpoint> Routes = new PeerRoutes<TextEndpoint>(JournalService.BindService)
        .Write<VerifyJournalRequest>(request => $"{request.Partition}")
        .Anywhere<ListPartitionsRequest>();

    public override async Task<VerifyJournalResponse> VerifyJournal(VerifyJournalRequest request, ServerCallContext context)
    {
        if (request.Partition == 13)
        {
            throw new ResourceNotFoundException("UNLUCKY", "There is no 13.");
        }

        var partition = await partitions.GetAsync(0, context.CancellationToken);
        var count = await partition.SubmitAsync($"{request.Partition}", context.CancellationToken);
        return new VerifyJournalResponse { VerifiedThrough = (ulong)count };
    }
}
