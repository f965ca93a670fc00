using System.Diagnostics;
using Mesh.Cli.Running;

namespace Mesh.Torture;

/// <summary>Brings about one fault after the other under load, and writes down what the clients saw.</summary>
internal sealed class Torturer(LocalMesh mesh, MeshFolder folder, TimeProvider time, int seed, Action<string> say)
{
    /// <summary>How long the mesh is watched after a fault, once it has had a second to settle.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    private const int Callers = 64;
    private const int Readers = 8;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private readonly OwnerLog owners = new([folder.LogFile("ledger"), folder.LogFile("ledger-1")]);
    private int askerCount;

    /// <summary>What the clients saw.</summary>
    public History History { get; } = new();

    /// <summary>Runs the faults.</summary>
    /// <returns>A line for each.</returns>
    public async Task<IReadOnlyList<Line>> RunAsync(IReadOnlyList<Fault> faults, CancellationToken cancellationToken)
    {
        var lines = new List<Line>();
        var ledgers = mesh.Record.Replicas["ledger"];
        await Load.CreateAccountsAsync(ledgers);
        using var victim = new TortureMesh(mesh, new Overload(ledgers, History, owners, time, seed), Askers, time);
        await using (var load = new Load(ledgers, History, time, seed))
        {
            load.Start(Callers, Readers, askers: 0);
            await Task.Delay(WarmUp, time, cancellationToken);
            foreach (var fault in faults)
            {
                lines.Add(await RunAsync(fault, victim, load, cancellationToken));
                say($"{fault.Name}: longest call {lines[^1].Longest.TotalSeconds:0.00} s, {lines[^1].PerSecond:#,0} transfers/s");
            }
        }

        await victim.ClearAsync();
        if (victim.Overload.Summary.Length > 0)
        {
            say($"overload: {victim.Overload.Summary}");
        }

        var count = await new FinalCheck(mesh.Record, History).RunAsync(cancellationToken);
        say($"{History.All.Count:#,0} transfers acknowledged, {count:#,0} in the journal");
        return lines;

        // Each from a seed of its own: none may ask for the identifiers of another.
        Load Askers() => new(ledgers, History, time, seed + ++askerCount);
    }

    private async Task<Line> RunAsync(Fault fault, TortureMesh victim, Load load, CancellationToken cancellationToken)
    {
        load.Spread();
        await Task.Delay(Settling, time, cancellationToken);
        History.TakeLongest();
        var (before, began) = (History.Answered, Stopwatch.GetTimestamp());
        await fault.RunAsync(victim, cancellationToken);
        await Task.Delay(Settling, time, cancellationToken);
        var settled = time.GetUtcNow();
        await Task.Delay(Settled, time, cancellationToken);
        var perSecond = (History.Answered - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Line(fault.Name, History.TakeLongest(), fault.CallMax, perSecond, owners.LostRaces(settled, settled + Settled));
    }
}
