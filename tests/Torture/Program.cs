using System.Globalization;
using Mesh.Cli.Running;
using Mesh.Torture;

// Two replicas of each service under load, and one fault after the other. Exit code 1 when something is not as promised.
var seed = int.Parse(Value("--seed") ?? "1", CultureInfo.InvariantCulture);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

// Beside this tool in the build output: <bin>/Mesh.Cli/<configuration>.
var built = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
DotnetProgram.Folder = Path.Combine(built.Parent!.Parent!.FullName, "Mesh.Cli", built.Name);
var only = Value("--only");
if (args.Contains("--checkers"))
{
    return await CheckerCheck.RunAsync(only, seed, stop.Token) ? 0 : 1;
}

var faults = FaultTable.Of(args.Contains("--short"))
    .Where(fault => only is null || fault.Name.Contains(only, StringComparison.Ordinal))
    .ToList();
var root = Directory.CreateTempSubdirectory("mesh-torture-").FullName;
var run = await MeshRun.OfAsync(root, faults, seed, stop.Token);
if (args.Contains("--json"))
{
    Report.PrintJson(run, seed);
}
else
{
    Report.PrintTable(run);
}

if (run.Holds)
{
    Directory.Delete(root, recursive: true);
}
else
{
    Console.Error.WriteLine($"Seed {seed}. Logs and data: {root}");
}

return run.Holds ? 0 : 1;

string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var index && index + 1 < args.Length ? args[index + 1] : null;
