using Mesh.Sidecar.V1;

namespace Mesh.Torture;

/// <summary>
/// Every fault, with the limit that the mesh promises. The local sidecar is one process for all replicas; one of them is killed by breaking
/// all its connections, taking no new ones and withdrawing what it hosts, which is all that anybody sees of a killed process.
/// </summary>
internal static class FaultTable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(300);

    /// <summary>The table; short runs hold each fault for less long.</summary>
    public static IReadOnlyList<Fault> Of(bool isShort)
    {
        var restarts = isShort ? 4 : 20;
        var trouble = (isShort ? 4 : 10) * Second;
        return
        [
            new Fault("owner killed", 2 * Second, KillOwnerAsync),
            new Fault("owner's sidecar killed", 2 * Second, KillSidecarAsync),
            new Fault("owner told to stop", 2 * Second, StopOwnerAsync),
            new Fault("a host joins", 2 * Second, JoinAsync),
            new Fault($"{restarts} rolling restarts", 2 * Second, (mesh, token) => RestartAsync(mesh, restarts, token)),
            new Fault("owner frozen", 3 * Second, (mesh, token) => FreezeOwnerAsync(mesh, (isShort ? 6 : 25) * Second, token)),
            new Fault("owner's sidecar frozen", 3 * Second, (mesh, token) => FreezeSidecarAsync(mesh, (isShort ? 6 : 30) * Second, token)),
            new Fault("placement lost", 3 * Second, (mesh, token) => LosePlacementAsync(mesh, (isShort ? 5 : 20) * Second, token)),
            new Fault("placement lost, then owner killed", 3 * Second, LosePlacementAndOwnerAsync),
            new Fault("store blocked for 4 s", Block + Second, BlockStoreAsync),
            new Fault(
                "store answers late",
                Late + Second,
                (mesh, token) => TroubleStoreAsync(mesh, StateFaultKind.DelayAfter, trouble, token)),
            new Fault(
                "store fails after the effect",
                2 * Second,
                (mesh, token) => TroubleStoreAsync(mesh, StateFaultKind.FailAfter, trouble, token)),
            new Fault("overload at 3x", CallMax: null, (mesh, token) => mesh.Overload.RunAsync(token)),
        ];
    }

    private static async Task KillOwnerAsync(TortureMesh mesh, CancellationToken token)
    {
        var owner = await mesh.OwnerAsync(token);
        mesh.Kill(owner);
        await mesh.WaitAsync(2 * Second, token);
        await mesh.StartAgainAsync(owner, token);
    }

    private static async Task KillSidecarAsync(TortureMesh mesh, CancellationToken token)
    {
        var owner = await mesh.OwnerAsync(token);
        await mesh.KillSidecarAsync(owner, killed: true);
        await mesh.WaitAsync(4 * Second, token);
        await mesh.KillSidecarAsync(owner, killed: false);

        // Placement gives the partitions back when the ledger has found its sidecar again: a change of owners of its own.
        await mesh.WaitAsync(3 * Second, token);
    }

    private static async Task StopOwnerAsync(TortureMesh mesh, CancellationToken token)
    {
        var owner = await mesh.OwnerAsync(token);
        mesh.Terminate(owner);
        await mesh.StartAgainAsync(owner, token);
    }

    private static async Task JoinAsync(TortureMesh mesh, CancellationToken token)
    {
        var other = 1 - await mesh.OwnerAsync(token);
        mesh.Terminate(other);
        await mesh.WaitAsync(3 * Second, token);
        await mesh.StartAgainAsync(other, token);
    }

    private static async Task RestartAsync(TortureMesh mesh, int count, CancellationToken token)
    {
        for (var number = 0; number < count; number++)
        {
            mesh.Terminate(number % 2);
            await mesh.StartAgainAsync(number % 2, token);
        }
    }

    private static async Task FreezeOwnerAsync(TortureMesh mesh, TimeSpan duration, CancellationToken token)
    {
        var owner = await mesh.OwnerAsync(token);
        mesh.Freeze(owner);
        await mesh.WaitAsync(duration, token);
        mesh.Thaw(owner);
    }

    private static async Task FreezeSidecarAsync(TortureMesh mesh, TimeSpan duration, CancellationToken token)
    {
        var owner = await mesh.OwnerAsync(token);
        await mesh.StallSidecarAsync(owner, stalled: true);
        await mesh.WaitAsync(duration, token);
        await mesh.StallSidecarAsync(owner, stalled: false);
    }

    private static async Task LosePlacementAsync(TortureMesh mesh, TimeSpan duration, CancellationToken token)
    {
        await mesh.SetPlacementAsync(lost: true);
        await mesh.WaitAsync(duration, token);
        await mesh.SetPlacementAsync(lost: false);
    }

    private static async Task LosePlacementAndOwnerAsync(TortureMesh mesh, CancellationToken token)
    {
        await mesh.SetPlacementAsync(lost: true);
        await mesh.WaitAsync(2 * Second, token);
        var owner = await mesh.OwnerAsync(token);
        mesh.Kill(owner);
        await mesh.WaitAsync(4 * Second, token);
        await mesh.SetPlacementAsync(lost: false);
        await mesh.StartAgainAsync(owner, token);
    }

    private static async Task BlockStoreAsync(TortureMesh mesh, CancellationToken token)
    {
        // Whatever is written in a short time waits for the whole block; later writes wait behind it.
        await mesh.SetStoreAsync(StateFaultKind.DelayBefore, Block, percent: 100);
        await mesh.WaitAsync(Second / 4, token);
        await mesh.ClearAsync();
        await mesh.WaitAsync(Block, token);
    }

    private static async Task TroubleStoreAsync(TortureMesh mesh, StateFaultKind kind, TimeSpan duration, CancellationToken token)
    {
        await using var askers = mesh.StartAskers();
        await mesh.SetStoreAsync(kind, kind == StateFaultKind.DelayAfter ? Late : TimeSpan.Zero, percent: 2);
        await mesh.WaitAsync(duration, token);
        await mesh.ClearAsync();
    }
}
