using Grpc.Core;
using Mesh.Cli.Running;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Finds the mesh of this folder, or starts one for the time of a command.</summary>
internal static class MeshAccess
{
    private static readonly TimeSpan BreakingMax = TimeSpan.FromSeconds(2);

    /// <summary>The mesh that runs here.</summary>
    /// <exception cref="CliException">None does.</exception>
    public static RunRecord Running() =>
        RunRecord.Read(MeshFolder.In(Environment.CurrentDirectory))
        ?? throw new CliException(
            "no mesh runs in this folder: start one with `up` and leave it running, then try again in another terminal."
        );

    /// <summary>Runs something against the mesh that runs here, or against one that is started for it and stopped after it.</summary>
    public static async Task<int> WithAsync(
        string? profile,
        IAnsiConsole console,
        Func<RunRecord, CancellationToken, Task<int>> work,
        CancellationToken cancellationToken
    )
    {
        var folder = MeshFolder.In(Environment.CurrentDirectory);
        if (RunRecord.Read(folder) is { } running)
        {
            if (profile is not null && profile != running.Profile)
            {
                throw new CliException(
                    $"the mesh that runs here is {running.Profile}, not {profile}: leave out --profile, or stop it first with `mesh down`."
                );
            }

            console.WriteLine($"Using the mesh that runs here ({running.Profile}).");
            return await work(running, cancellationToken);
        }

        await using var mesh = await LocalMesh.StartAsync(
            folder, new MeshShape(profile ?? Profiles.Default), console.WriteLine, cancellationToken);
        console.WriteLine($"Ready in {mesh.StartTime.TotalSeconds:0.0} s.");
        return await WatchedAsync(mesh, work, cancellationToken);
    }

    // Work that needs the mesh ends with it; what ended it is then the better thing to say.
    private static async Task<int> WatchedAsync(
        LocalMesh mesh,
        Func<RunRecord, CancellationToken, Task<int>> work,
        CancellationToken cancellationToken
    )
    {
        using var watched = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var breaking = mesh.BrokenAsync(watched.Token);
        var working = work(mesh.Record, watched.Token);
        await Task.WhenAny(working, breaking);
        if (working.IsFaulted && working.Exception.InnerException is RpcException)
        {
            await Task.WhenAny(breaking, Task.Delay(BreakingMax, TimeProvider.System, cancellationToken));
        }

        var isBroken = breaking.IsCompletedSuccessfully && !working.IsCompletedSuccessfully;
        await watched.CancelAsync();
        if (!isBroken)
        {
            return await working;
        }

        await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new CliException(
            $"{await breaking}{Environment.NewLine}Run the same command again: nothing is lost and nothing is done twice."
        );
    }
}
