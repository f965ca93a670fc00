using System.Diagnostics;
using Mesh.Cli.Running;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Stops the mesh that <c>up</c> started in this folder.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var folder = MeshFolder.In(Environment.CurrentDirectory);
        if (RunRecord.Read(folder) is not { } running)
        {
            AnsiConsole.WriteLine("No mesh runs in this folder.");
            return 0;
        }

        using var process = Process.GetProcessById(running.Pid);
        Signals.Terminate(running.Pid);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopMax);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(
                $"the mesh (process {running.Pid}) has not stopped within {StopMax.TotalSeconds:0} s: "
                    + $"look at {folder.LogFile("payments")} and its neighbours."
            );
        }

        AnsiConsole.WriteLine("Stopped.");
        return 0;
    }
}
