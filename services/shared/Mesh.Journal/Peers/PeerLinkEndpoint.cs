using Grpc.Core;
using Mesh.Peer.V1;

namespace Mesh.Journal.Peers;

/// <summary>Accepts links of peers: <c>mesh.peer.v1.PeerLinkService</c>, served beside the service's own API.</summary>
public sealed class PeerLinkEndpoint : PeerLinkService.PeerLinkServiceBase
{
    private readonly PeerLinks links;

    internal PeerLinkEndpoint(PeerLinks links) => this.links = links;

    /// <inheritdoc/>
    public override Task Link(
        IAsyncStreamReader<LinkRequest> requestStream, IServerStreamWriter<LinkResponse> responseStream, ServerCallContext context) =>
        links.AcceptAsync(requestStream, responseStream, context.Peer, context.CancellationToken);
}
