using System.Diagnostics;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.Deployment;
using Mesh.Sidecar.Tests.Running;

namespace Mesh.Sidecar.Tests.Conformance;

/// <summary>The suite of <c>tests/Dapr.Conformance.Tests</c>, published and pointed at a sidecar that it did not start.</summary>
public sealed class SuiteTests
{
    [Fact]
    public async Task Suite_PublishedAndPointedAtASidecar_RunsWhatThatSidecarCanAnswer()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            Path.Combine(folder.Resources, "own.yaml"),
            ComponentText.Of("own", "state.sqlite", ("connectionString", "state.db"), ("actorStateStore", "true")));
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        await RunAsync(
            "dotnet",
            [
                "publish", Path.Combine(RepositoryRoot.Path, "tests", "Dapr.Conformance.Tests"), "--no-build", "--nologo",
                "-c", configuration, "-o", Path.Combine(folder.Path, "suite"),
            ],
            []);
        await using var sidecar = await SidecarProcess.StartAsync(
            1,
            "--app-id", "foreign", "--dapr-grpc-port", "0", "--dapr-http-port", "0",
            "--resources-path", folder.Resources, "--data-dir", folder.Path);

        var told = await RunAsync(
            "dotnet",
            [Path.Combine(folder.Path, "suite", "Dapr.Conformance.Tests.dll"), "-noColor"],
            new()
            {
                ["MESH_DAPR_GRPC"] = sidecar.Grpc[0].Authority,
                ["MESH_DAPR_HTTP"] = sidecar.Http[0].Authority,
                ["MESH_DAPR_COMPONENTS"] = "own:state.sqlite",
            });

        var summary = told.Split('\n').Single(line => line.Contains("Total:", StringComparison.Ordinal));
        var count = summary.Split(',').Select(part => part.Split(':')).ToDictionary(part => part[0].Trim(), part => part[^1].Trim());
        Assert.Equal("0", count["Failed"]);
        var total = int.Parse(count.Single(pair => pair.Key.EndsWith("Total", StringComparison.Ordinal)).Value, null);
        Assert.InRange(total - int.Parse(count["Skipped"], null), 50, total);
        Assert.Contains("MESH_DAPR_CALLER_GRPC is not set", told, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{await said}\n{await complained}");
        return await said;
    }
}
