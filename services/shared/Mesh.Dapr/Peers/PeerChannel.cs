using Grpc.Core;
using Mesh.Dapr.Connection;

namespace Mesh.Dapr.Peers;

/// <summary>
/// The way to another service through the sidecars (Dapr service invocation by gRPC proxying): any generated client works on
/// <see cref="Invoker"/>, <c>new RiskService.RiskServiceClient(peer.Invoker)</c>. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Statuses, messages, details and trailers of the callee come back unchanged as <see cref="RpcException"/>; response headers only on
/// success. Besides, the sidecars themselves answer UNKNOWN for an app-id that nobody has and UNAVAILABLE for one that is down. Nothing is
/// retried. The callee sees the deadline.
/// </remarks>
public sealed class PeerChannel
{
    /// <summary>Makes the channel; nothing is sent yet.</summary>
    /// <param name="connection">The own sidecar.</param>
    /// <param name="appId">The peer's app-id, or <c>app-id.namespace</c>; not empty.</param>
    public PeerChannel(DaprConnection connection, string appId)
    {
        ArgumentException.ThrowIfNullOrEmpty(appId);
        AppId = appId;
        Invoker = new PeerCallInvoker(connection, appId);
    }

    /// <summary>The peer's app-id.</summary>
    public string AppId { get; }

    /// <summary>
    /// For generated clients. A call without a deadline gets <see cref="DaprOptions.PeerTimeLimit"/>; a server or duplex stream without one
    /// has none, because it may be a feed: its caller ends it.
    /// </summary>
    public CallInvoker Invoker { get; }
}
