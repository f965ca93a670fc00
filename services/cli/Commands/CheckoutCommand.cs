using System.Diagnostics;

namespace Mesh.Cli.Commands;

/// <summary>Runs a tool that is built from a checkout, for release: the benchmarks, the simulation.</summary>
internal static class CheckoutCommand
{
    public static async Task<int> RunAsync(string project, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet");
        foreach (
            var argument in (string[])
                ["run", "--configuration", "Release", "--project", Path.Combine(Checkout(), "tests", project), "--", .. arguments]
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

        throw new CliException("this command is built from source: call it inside a checkout of Mesh.");
    }
}
