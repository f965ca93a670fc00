using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Mesh.Cli.Clients;
using Mesh.Cli.Running;
using Mesh.Journal.V1;
using Mesh.Sidecar.V1;

namespace Mesh.Torture;

/// <summary>The mesh under torture: its ledgers, and what can be done to them.</summary>
internal sealed class TortureMesh(LocalMesh mesh, Overload overload, Func<Load> newLoad, TimeProvider time) : IDisposable
{
    private const int AskerCount = 4;

    private static readonly string[] Names = ["ledger", "ledger-1"];

    private readonly GrpcChannel control = MeshClients.Channel(mesh.Record.Faults!);

    private FaultService.FaultServiceClient Faults => new(control);

    /// <summary>More callers than the mesh can serve.</summary>
    public Overload Overload => overload;

    /// <summary>Starts callers that ask once only and take the answer at its word, until they are disposed of.</summary>
    public Load StartAskers()
    {
        var load = newLoad();
        load.Start(callers: 0, readers: 0, AskerCount);
        return load;
    }

    /// <summary>Waits.</summary>
    public Task WaitAsync(TimeSpan duration, CancellationToken cancellationToken) => Task.Delay(duration, time, cancellationToken);

    /// <summary>Gets the place of the ledger that owns most partitions.</summary>
    public async Task<int> OwnerAsync(CancellationToken cancellationToken)
    {
        using var channel = MeshClients.Channel(mesh.Record.Replicas["ledger"][0]);
        var listed = await new JournalService.JournalServiceClient(channel).ListPartitionsAsync(
            new ListPartitionsRequest(), cancellationToken: cancellationToken);
        return listed.Partitions.Count(partition => partition.WriterReplica == "ledger-1") > listed.Partitions.Count / 2 ? 1 : 0;
    }

    /// <summary>Kills a ledger.</summary>
    public void Kill(int replica) => Send(replica, "KILL");

    /// <summary>Stops a ledger in the middle of whatever it does.</summary>
    public void Freeze(int replica) => Send(replica, "STOP");

    /// <summary>Lets a ledger go on.</summary>
    public void Thaw(int replica) => Send(replica, "CONT");

    /// <summary>Asks a ledger to stop.</summary>
    public void Terminate(int replica) => Send(replica, "TERM");

    /// <summary>Waits until a ledger has ended, and starts it again.</summary>
    public async Task StartAgainAsync(int replica, CancellationToken cancellationToken)
    {
        await mesh.ProcessOf(Names[replica]).Exited.WaitAsync(cancellationToken);
        await mesh.StartAgainAsync(Names[replica], cancellationToken);
    }

    /// <summary>Stalls or resumes the sidecar of a ledger.</summary>
    public async Task StallSidecarAsync(int replica, bool stalled) => await Faults.StallSidecarAsync(
        new StallSidecarRequest { Replica = new Replica { AppId = "ledger", Index = (uint)replica }, Stalled = stalled });

    /// <summary>Kills the sidecar of a ledger, or starts it again.</summary>
    public async Task KillSidecarAsync(int replica, bool killed) => await Faults.KillSidecarAsync(
        new KillSidecarRequest { Replica = new Replica { AppId = "ledger", Index = (uint)replica }, Killed = killed });

    /// <summary>Loses or restores placement.</summary>
    public async Task SetPlacementAsync(bool lost) => await Faults.SetPlacementAsync(new SetPlacementRequest { Lost = lost });

    /// <summary>Sets what writes of journal records meet.</summary>
    public async Task SetStoreAsync(StateFaultKind kind, TimeSpan delay, uint percent) => await Faults.SetStateFaultAsync(
        new SetStateFaultRequest
        {
            Store = "statestore",
            Kind = kind,
            KeyContains = "journal/",
            Percent = percent,
            Delay = delay > TimeSpan.Zero ? delay.ToDuration() : null,
        });

    /// <summary>Lifts every fault of the sidecar.</summary>
    public async Task ClearAsync() => await Faults.ClearFaultsAsync(new ClearFaultsRequest());

    /// <inheritdoc/>
    public void Dispose() => control.Dispose();

    private void Send(int replica, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{mesh.ProcessOf(Names[replica]).Pid}"]);
        kill.WaitForExit();
    }
}
