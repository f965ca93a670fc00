using Google.Protobuf;
using Grpc.Core;
using Mesh.Peer.V1;

namespace Mesh.Journal.Peers;

/// <summary>What became of a call that was passed on.</summary>
internal abstract record PeerAnswer
{
    private PeerAnswer()
    {
    }

    /// <summary>The service answered.</summary>
    public sealed record Answered(ByteString Response) : PeerAnswer;

    /// <summary>The service refused.</summary>
    public sealed record Refused(RpcException Refusal) : PeerAnswer;

    /// <summary>The peer says why it did not serve the call, and for all it knows who does.</summary>
    public sealed record Declined(NotServed Why) : PeerAnswer;

    /// <summary>There is no link to the peer, or it broke: what became of the call is not known.</summary>
    public sealed record Unreachable : PeerAnswer;

    /// <summary>The peer has fallen silent: what became of the call is not known.</summary>
    public sealed record Silent : PeerAnswer;
}
