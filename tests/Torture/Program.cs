using System.Text.Json;
using Mesh.Cli.Running;
using Mesh.Torture;
using Spectre.Console;

// Two replicas of each service under load, and one fault after the other. Exit code 1 when something is not as promised.
var isShort = args.Contains("--short");
var only = Value("--only");
var seed = int.Parse(Value("--seed") ?? "1", System.Globalization.CultureInfo.InvariantCulture);
var faults = FaultTable.Of(isShort).Where(fault => only is null || fault.Name.Contains(only, StringComparison.Ordinal)).ToList();
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

// Beside this tool in the build output: <bin>/Mesh.Cli/<configuration>.
var built = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
DotnetProgram.Folder = Path.Combine(built.Parent!.Parent!.FullName, "Mesh.Cli", built.Name);
var root = Directory.CreateTempSubdirectory("mesh-torture-").FullName;
var folder = MeshFolder.In(root);
IReadOnlyList<Line> lines;
IReadOnlyCollection<string> problems;
await using (var mesh = await LocalMesh.StartAsync(
    folder, new MeshShape(Profiles.Default, Replicas: 2, HasFaults: true), Console.Error.WriteLine, stop.Token))
{
    var torturer = new Torturer(mesh, folder, TimeProvider.System, seed, Console.Error.WriteLine);
    lines = await torturer.RunAsync(faults, stop.Token);
    problems = torturer.History.Problems;
}

var holds = problems.Count == 0 && lines.All(line => line.Holds);
if (args.Contains("--json"))
{
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        seed,
        holds,
        problems,
        faults = lines.Select(line => new
        {
            name = line.Fault,
            longest_call_s = line.Longest.TotalSeconds,
            limit_s = line.CallMax.TotalSeconds,
            transfers_per_s = line.PerSecond,
            lost_races_when_settled = line.LostRaces,
            holds = line.Holds,
        }),
    }));
}
else
{
    Print();
}

if (holds)
{
    Directory.Delete(root, recursive: true);
}
else
{
    Console.Error.WriteLine($"Seed {seed}. Logs and data: {root}");
}

return holds ? 0 : 1;

void Print()
{
    var table = new Table().Border(TableBorder.Simple)
        .AddColumn("fault").AddColumn("longest call").AddColumn("limit").AddColumn("transfers/s")
        .AddColumn("lost races after").AddColumn("");
    foreach (var line in lines)
    {
        table.AddRow(
            Markup.Escape(line.Fault),
            $"{line.Longest.TotalSeconds:0.00} s",
            $"{line.CallMax.TotalSeconds:0.0} s",
            $"{line.PerSecond:#,0}",
            $"{line.LostRaces}",
            line.Holds ? "[green]holds[/]" : "[red]BROKEN[/]");
    }

    AnsiConsole.Write(table);
    foreach (var problem in problems.Take(20))
    {
        Console.WriteLine($"  {problem}");
    }

    Console.WriteLine(problems.Count == 0
        ? "Nothing acknowledged is lost, nothing is applied twice, no read was stale, every chain verifies."
        : $"{problems.Count} problems.");
}

string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var index && index + 1 < args.Length ? args[index + 1] : null;
