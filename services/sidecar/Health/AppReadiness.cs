namespace Mesh.Sidecar.Health;

/// <summary>Whether the sidecar has reached its app. Once ready it stays so, also when the app stops.</summary>
internal sealed class AppReadiness
{
    private volatile bool _isReady;

    /// <summary>
    /// True from the moment that the app's port was open and its subscriptions were read; at once for an app without a port.
    /// </summary>
    public bool IsReady => _isReady;

    public void SetReady() => _isReady = true;
}
