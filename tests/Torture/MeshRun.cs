using Mesh.Cli.Running;

namespace Mesh.Torture;

/// <summary>One mesh, made for a run of faults and ended with it.</summary>
/// <param name="Lines">A line for each fault.</param>
/// <param name="Problems">What the clients and the journal do not agree on, or was not as promised.</param>
internal sealed record MeshRun(IReadOnlyList<Line> Lines, IReadOnlyCollection<string> Problems)
{
    /// <summary>True when everything is as promised.</summary>
    public bool Holds => Problems.Count == 0 && Lines.All(line => line.Holds);

    /// <summary>Starts two replicas of each service and brings about the faults.</summary>
    /// <param name="root">Folder for logs and data.</param>
    /// <param name="faults">What happens, in this order.</param>
    /// <param name="seed">Of what callers ask.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<MeshRun> OfAsync(string root, IReadOnlyList<Fault> faults, int seed, CancellationToken cancellationToken)
    {
        var folder = MeshFolder.In(root);
        await using var mesh = await LocalMesh.StartAsync(
            folder, new MeshShape(Profiles.Default, Replicas: 2, HasFaults: true), Console.Error.WriteLine, cancellationToken);
        var torturer = new Torturer(mesh, folder, TimeProvider.System, seed, Console.Error.WriteLine);
        var lines = await torturer.RunAsync(faults, cancellationToken);
        return new MeshRun(lines, torturer.History.Problems);
    }
}
