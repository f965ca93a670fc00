using Mesh.Sidecar.Actors;
using Mesh.Sidecar.Invocation;

namespace Mesh.Sidecar.Faults;

/// <summary>What is held up at one replica of an app, and what placement makes of it (contract 11.5).</summary>
internal sealed class ReplicaFaults(ReplicaGates gates, ActorHost host, AppDirectory apps, AppReplica replica, TimeProvider time)
    : IDisposable
{
    /// <summary>Placement takes a stopped sidecar for dead after so long; 6.3 s were measured.</summary>
    private static readonly TimeSpan SidecarLostAfter = TimeSpan.FromSeconds(6.3);

    /// <summary>A sidecar gives up an app that takes nothing from its actor stream after so long; 15 s were measured.</summary>
    private static readonly TimeSpan StreamLostAfter = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private ITimer? _sidecarLost;
    private ITimer? _streamLost;

    /// <summary>The actors behind the sidecar.</summary>
    public ActorHost Host => host;

    /// <summary>Stops the sidecar as SIGSTOP would: after a while placement gives its actors to others, and nobody tells it.</summary>
    public void StallSidecar()
    {
        if (gates.Sidecar.Close())
        {
            Watch(ref _sidecarLost, SidecarLostAfter, host.LeavePlacement);
        }
    }

    /// <summary>Lets the sidecar go on. It learns what it missed: its actors are deactivated, and it offers itself again.</summary>
    public void ResumeSidecar()
    {
        if (!gates.Sidecar.IsClosed)
        {
            return;
        }

        Unwatch(ref _sidecarLost);
        gates.Sidecar.Open();
        host.ReturnToPlacement();
    }

    /// <summary>
    /// Ends the sidecar as SIGKILL would: whoever is connected to it is cut off, nobody can connect, and no other sidecar finds its app.
    /// With its actor stream its actors go too.
    /// </summary>
    public void KillSidecar()
    {
        if (!gates.Connections.IsCut)
        {
            apps.Remove(replica);
            gates.Connections.Cut();
        }
    }

    /// <summary>Starts a killed sidecar again.</summary>
    public void StartSidecar()
    {
        if (gates.Connections.IsCut)
        {
            gates.Connections.Restore();
            apps.Return(replica);
        }
    }

    /// <summary>Sends nothing more over the actor stream: after a while the sidecar takes the app for dead and ends the stream.</summary>
    public void StallStream()
    {
        if (gates.Stream.Close())
        {
            Watch(ref _streamLost, StreamLostAfter, host.EndStreams);
        }
    }

    /// <summary>Sends what waits.</summary>
    public void ResumeStream()
    {
        Unwatch(ref _streamLost);
        gates.Stream.Open();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Unwatch(ref _sidecarLost);
        Unwatch(ref _streamLost);
        gates.Sidecar.Open();
        gates.Stream.Open();
    }

    private void Watch(ref ITimer? timer, TimeSpan after, Action action)
    {
        lock (_gate)
        {
            timer?.Dispose();
            timer = time.CreateTimer(_ => action(), state: null, after, Timeout.InfiniteTimeSpan);
        }
    }

    private void Unwatch(ref ITimer? timer)
    {
        lock (_gate)
        {
            timer?.Dispose();
            timer = null;
        }
    }
}
