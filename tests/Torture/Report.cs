using System.Text.Json;
using Spectre.Console;

namespace Mesh.Torture;

/// <summary>Prints what a run found.</summary>
internal static class Report
{
    private const int ProblemsMax = 20;

    /// <summary>Prints one JSON object.</summary>
    public static void PrintJson(MeshRun run, int seed) => Console.WriteLine(JsonSerializer.Serialize(new
    {
        seed,
        holds = run.Holds,
        problems = run.Problems,
        faults = run.Lines.Select(line => new
        {
            name = line.Fault,
            longest_call_s = line.Longest.TotalSeconds,
            limit_s = line.CallMax?.TotalSeconds,
            transfers_per_s = line.PerSecond,
            lost_races_when_settled = line.LostRaces,
            holds = line.Holds,
        }),
    }));

    /// <summary>Prints the table, and the first problems.</summary>
    public static void PrintTable(MeshRun run)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("fault").AddColumn("longest call").AddColumn("limit").AddColumn("transfers/s")
            .AddColumn("lost races after").AddColumn("");
        foreach (var line in run.Lines)
        {
            table.AddRow(
                Markup.Escape(line.Fault),
                $"{line.Longest.TotalSeconds:0.00} s",
                line.CallMax is { } most ? $"{most.TotalSeconds:0.0} s" : "-",
                $"{line.PerSecond:#,0}",
                $"{line.LostRaces}",
                line.Holds ? "[green]holds[/]" : "[red]BROKEN[/]");
        }

        AnsiConsole.Write(table);
        foreach (var problem in run.Problems.Take(ProblemsMax))
        {
            Console.WriteLine($"  {problem}");
        }

        Console.WriteLine(run.Problems.Count == 0
            ? "Nothing acknowledged is lost, nothing is applied twice, no read was stale, every chain verifies."
            : $"{run.Problems.Count} problems.");
    }
}
