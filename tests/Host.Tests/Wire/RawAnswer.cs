using System.Net;

namespace Mesh.Host.Tests.Wire;

/// <summary>What came back: the HTTP status, and the gRPC status and message where there are any.</summary>
internal sealed record RawAnswer(HttpStatusCode Http, string? GrpcStatus, string? GrpcMessage);
