using Mesh.Dapr.State;
using Mesh.Testing.State;

namespace Mesh.Dapr.Tests.State;

/// <summary>The store that other rooms' tests use has to be as true as a real one.</summary>
public sealed class InMemoryStateStoreTests : StateStoreConformance
{
    protected override IStateStore Store { get; } = new InMemoryStateStore();
}
