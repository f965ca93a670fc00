namespace Mesh.Host.Calls;

/// <summary>
/// Tells the services that are not for clients of ours: those that gRPC itself defines (health, reflection), and the link between the
/// replicas of a service, which lives as long as both do, ends by itself when a server stops, and says who may use it.
/// </summary>
internal static class PlatformServices
{
    /// <summary>Says whether a method's full name (<c>/package.Service/Method</c>) belongs to one of them.</summary>
    public static bool Owns(string fullMethodName) =>
        fullMethodName.StartsWith("/grpc.", StringComparison.Ordinal) || fullMethodName.StartsWith("/mesh.peer.", StringComparison.Ordinal);
}
