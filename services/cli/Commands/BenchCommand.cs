using System.Diagnostics;

namespace Mesh.Cli.Commands;

/// <summary>Runs a benchmark: built for release, from the checkout.</summary>
internal static class BenchCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet");
        foreach (
            var argument in (string[])
                ["run", "--configuration", "Release", "--project", Path.Combine(Checkout(), "tests", "Benchmarks"), "--", .. arguments]
        )
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new CliException("could not start dotnet: is it on the path?");
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private static string Checkout()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Mesh.sln")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new CliException("benchmarks are built from source: call this inside a checkout of Mesh.");
    }
}
