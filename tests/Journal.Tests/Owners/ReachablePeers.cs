using Mesh.Journal.Owners;

namespace Mesh.Journal.Tests.Owners;

/// <summary>Peers that can be reached, all of them.</summary>
internal sealed class ReachablePeers : IPeers
{
    /// <inheritdoc/>
    public bool TakeCalls => true;

    /// <inheritdoc/>
    public void Meet(string address)
    {
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsReachableAsync(string address) => ValueTask.FromResult(true);
}
