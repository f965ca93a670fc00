using Mesh.Cli.Running;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Stops the mesh that <c>up</c> started in this folder.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var folder = MeshFolder.In(Environment.CurrentDirectory);
        if (RunRecord.Read(folder) is not { } running)
        {
            Consoles.Output.WriteLine("No mesh runs in this folder.");
            return 0;
        }

        Signals.Terminate(running.Pid);
        for (var waited = TimeSpan.Zero; FolderLock.IsHeld(folder.LockFile); waited += PollPeriod)
        {
            if (waited >= StopMax)
            {
                throw new CliException(
                    $"the mesh (process {running.Pid}) has not stopped within {StopMax.TotalSeconds:0} s: "
                        + $"look at {folder.LogFile("payments")} and its neighbours."
                );
            }

            await Task.Delay(PollPeriod, TimeProvider.System, cancellationToken);
        }

        Consoles.Output.WriteLine("Stopped.");
        return 0;
    }
}
