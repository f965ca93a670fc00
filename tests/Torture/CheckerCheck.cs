namespace Mesh.Torture;

/// <summary>Checks the checkers: with each safeguard off in turn, the run has to say so.</summary>
internal static class CheckerCheck
{
    private const string Hooks = "DOTNET_STARTUP_HOOKS";

    /// <summary>Runs a mesh for each safeguard.</summary>
    /// <param name="only">Words of the safeguards to switch off; null for all.</param>
    /// <param name="seed">Of what callers ask.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True when each was noticed.</returns>
    public static async Task<bool> RunAsync(string? only, int seed, CancellationToken cancellationToken)
    {
        // The processes of the mesh inherit both.
        Environment.SetEnvironmentVariable(Hooks, typeof(CheckerCheck).Assembly.Location);
        var isGood = true;
        foreach (var weakness in Weakness.All.Where(weakness => only is null || weakness.Name.Contains(only, StringComparison.Ordinal)))
        {
            Environment.SetEnvironmentVariable(Weakness.Variable, weakness.Name);
            var faults = FaultTable.Of(isShort: true).Where(fault => fault.Name == weakness.Fault).ToList();
            var root = Directory.CreateTempSubdirectory("mesh-torture-").FullName;
            var run = await MeshRun.OfAsync(root, faults, seed, cancellationToken);
            var report = run.Problems.FirstOrDefault(
                problem => weakness.Reports.Any(words => problem.Contains(words, StringComparison.Ordinal)));
            Console.WriteLine(report is null
                ? $"without {weakness.Name}: NOT NOTICED ({run.Problems.Count} other problems; logs and data: {root})"
                : $"without {weakness.Name}: noticed, {run.Problems.Count:#,0} problems, among them: {report}");
            isGood &= report is not null;
            if (report is not null)
            {
                Directory.Delete(root, recursive: true);
            }
        }

        return isGood;
    }
}
