namespace Mesh.Journal.Owners;

/// <summary>A replica that has no peer link: it serves by itself whatever it is asked.</summary>
internal sealed class NoPeers : IPeers
{
    /// <inheritdoc/>
    public bool TakeCalls => false;

    /// <inheritdoc/>
    public void Meet(string address)
    {
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsReachableAsync(string address) => ValueTask.FromResult(false);
}
