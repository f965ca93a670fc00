namespace Mesh.Host.Calls;

/// <summary>Tells the services that gRPC itself defines (health, reflection) from ours.</summary>
internal static class PlatformServices
{
    /// <summary>Says whether a method's full name (<c>/package.Service/Method</c>) belongs to a <c>grpc.*</c> package.</summary>
    public static bool Owns(string fullMethodName) => fullMethodName.StartsWith("/grpc.", StringComparison.Ordinal);
}
