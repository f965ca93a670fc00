using Mesh.Dapr.Conformance.Tests.Running;

namespace Mesh.Sidecar.Tests.Running;

/// <summary>Tests that share the redis-server run one after another: each empties it.</summary>
[CollectionDefinition(nameof(RedisServer))]
public sealed class RedisCollection;
