using Google.Protobuf;

namespace Mesh.Journal.Peers;

/// <summary>Where the calls with one kind of request belong.</summary>
/// <param name="TenantOf">Gets the tenant out of a request.</param>
/// <param name="IsWrite">True when the owner of the tenant's partition has to answer.</param>
internal sealed record PeerRoute(Func<IMessage, string> TenantOf, bool IsWrite);
