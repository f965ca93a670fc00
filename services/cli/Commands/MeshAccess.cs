using Mesh.Cli.Running;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Finds the mesh of this folder, or starts one for the time of a command.</summary>
internal static class MeshAccess
{
    /// <summary>The mesh that runs here.</summary>
    /// <exception cref="CliException">None does.</exception>
    public static RunRecord Running() =>
        RunRecord.Read(MeshFolder.In(Environment.CurrentDirectory))
        ?? throw new CliException(
            "no mesh runs in this folder: start one with `up` and leave it running, then try again in another terminal."
        );

    /// <summary>Runs something against the mesh that runs here, or against one that is started for it and stopped after it.</summary>
    public static async Task<int> WithAsync(
        string profile,
        IAnsiConsole console,
        Func<RunRecord, CancellationToken, Task<int>> work,
        CancellationToken cancellationToken
    )
    {
        var folder = MeshFolder.In(Environment.CurrentDirectory);
        if (RunRecord.Read(folder) is { } running)
        {
            console.WriteLine($"Using the mesh that runs here ({running.Profile}).");
            return await work(running, cancellationToken);
        }

        console.WriteLine($"Starting the mesh ({profile}), data in {folder.Root}");
        await using var mesh = await LocalMesh.StartAsync(folder, profile, console.WriteLine, cancellationToken);
        console.WriteLine($"Ready in {mesh.StartTime.TotalSeconds:0.0} s.");
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = work(mesh.Record, broken.Token);
        var breaking = mesh.BrokenAsync();
        if (await Task.WhenAny(working, breaking) == breaking)
        {
            await broken.CancelAsync();
            await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new CliException(
                $"{await breaking}{Environment.NewLine}Run the same command again: nothing is lost and nothing is done twice."
            );
        }

        return await working;
    }
}
