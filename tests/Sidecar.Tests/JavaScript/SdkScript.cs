using System.Diagnostics;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.Deployment;

namespace Mesh.Sidecar.Tests.JavaScript;

/// <summary>Runs a program on Dapr's official JavaScript SDK beside a sidecar of its own.</summary>
internal static class SdkScript
{
    /// <summary>Only bounds a failure: a run takes a few seconds.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(2);

    /// <summary>Starts a sidecar on the components of a folder, runs the program, and gives what it printed.</summary>
    /// <param name="folder">Holds the components.</param>
    /// <param name="appId">App-id of the sidecar.</param>
    /// <param name="appPort">Port that the program listens on; null for none.</param>
    /// <param name="script">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<string[]> RunAsync(
        TemporaryFolder folder, string appId, int? appPort, string script, params string[] arguments)
    {
        var node = Node();
        var copy = Path.Combine(folder.Path, Path.GetFileName(script));
        File.Copy(script, copy);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "node_modules"), Modules());
        string[] app = appPort is { } port ? ["--app-port", $"{port}"] : [];
        await using var sidecar = await SidecarProcess.StartAsync(
            1,
            [
                "--app-id", appId, "--dapr-grpc-port", "0", "--dapr-http-port", "0",
                "--resources-path", folder.Resources, "--data-dir", folder.Path, .. app,
            ]);
        return await RunAsync(new ProcessStartInfo(node, [copy, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DAPR_GRPC_PORT"] = $"{sidecar.Grpc[0].Port}",
                ["DAPR_HTTP_PORT"] = $"{sidecar.Http[0].Port}",
                ["APP_PORT"] = $"{appPort}",
            },
        });
    }

    private static async Task<string[]> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(PatienceMax);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var problems = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, $"node ended with {process.ExitCode}: {await output} {await problems}");
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static string Node()
    {
        var found = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, "node is missing: run .ci/install-tools");
        return found!;
    }

    private static string Modules()
    {
        var modules = Path.Combine(RepositoryRoot.Path, "artifacts", "tools", "node_modules");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(modules, "@dapr", "dapr")), "@dapr/dapr is missing in artifacts/tools: run .ci/install-tools");
        return modules;
    }
}
