namespace Mesh.Dapr.Sidecar;

/// <summary>The app's own sidecar: is it there, what does it have, stop it.</summary>
public interface ISidecar
{
    /// <summary>
    /// Waits until <c>/v1.0/healthz/outbound</c> answers: components are loaded and every port of this room works. Does not need the app to
    /// listen, so it is safe (and right) to call before the app opens its port.
    /// </summary>
    /// <exception cref="SidecarException">It did not become ready within the configured start-up time; the message says where it was looked
    /// for.</exception>
    Task WaitUntilReadyAsync(CancellationToken cancellationToken);

    /// <summary>Asks the sidecar about itself, with a short time limit: the cheapest way to see that it is alive.</summary>
    /// <exception cref="SidecarException">No answer.</exception>
    Task<SidecarMetadata> GetMetadataAsync(CancellationToken cancellationToken);

    /// <summary>Asks the sidecar to end. It does not end while an actor stream of this app is open: stop the actor host first.</summary>
    /// <exception cref="SidecarException">No answer.</exception>
    Task ShutdownAsync(CancellationToken cancellationToken);
}
