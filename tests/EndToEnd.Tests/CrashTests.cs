using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;

namespace Mesh.EndToEnd.Tests;

/// <summary>kill -9 of any process at random points of the main job: run again, and the money is where an undisturbed run puts
/// it.</summary>
public sealed class CrashTests
{
    private const int Seed = 20261126;
    private const int Meshes = 6;
    private const int KillsPerMesh = 5;
    private static readonly string[] Victims = ["ledger", "risk", "payments", "sidecar", "cli"];

    [Fact]
    public async Task Kill_ThirtyTimesAtRandomRecords_LosesNothingAndDoesNothingTwice()
    {
        var random = new Random(Seed);
        using var undisturbed = new MeshWorkspace();
        var file = await undisturbed.SampleAsync(seed: 11, rows: 500);
        var expected = await MeshCommand.RunAsync(undisturbed.Folder, "run", file, "--json");
        Assert.True(expected.ExitCode == 0, expected.ToString());

        for (var mesh = 0; mesh < Meshes; mesh++)
        {
            using var workspace = new MeshWorkspace();
            for (var kill = 0; kill < KillsPerMesh; kill++)
            {
                await KillOnceAsync(workspace, file, Victims[random.Next(Victims.Length)], recordsLater: random.Next(1, 25));
            }

            var finished = await MeshCommand.RunAsync(workspace.Folder, "run", file, "--json");
            Assert.True(finished.ExitCode == 0, $"seed {Seed}, mesh {mesh}: {finished}");
            Assert.True(
                MainJobTests.Balances(expected) == MainJobTests.Balances(finished),
                $"seed {Seed}, mesh {mesh}: the balances differ from an undisturbed run's: {finished}"
            );
        }
    }

    /// <summary>Starts the job and kills one process when payments' journals have grown by so many records.</summary>
    private static async Task KillOnceAsync(MeshWorkspace workspace, string file, string victim, int recordsLater)
    {
        await using var command = MeshCommand.Start(workspace.Folder, environment: null, "run", file, "--json");
        var mesh = await workspace.ReadyAsync(command);
        using var channel = GrpcChannel.ForAddress(mesh.Payments);
        await GrowAsync(channel, recordsLater);
        if (victim == "cli")
        {
            command.Kill();
        }
        else
        {
            ProcessEnd.Kill(mesh.Processes[victim]);
        }

        await command.EndAsync();
        await GoneAsync(mesh);
    }

    private static async Task GrowAsync(GrpcChannel channel, int recordsLater)
    {
        try
        {
            var target = await RunningMesh.ProgressAsync(channel) + recordsLater;
            var limit = Stopwatch.StartNew();

            // A job that has nothing new left to do grows no more: then the kill comes at its end.
            while (await RunningMesh.ProgressAsync(channel) < target && limit.Elapsed < TimeSpan.FromSeconds(3)) { }
        }
        catch (RpcException)
        {
            // The job was faster and is stopping already.
        }
    }

    /// <summary>Waits until the orphans have noticed: their input ended with their parent.</summary>
    private static async Task GoneAsync(RunningMesh mesh)
    {
        foreach (var pid in mesh.Processes.Values)
        {
            await ProcessEnd.WaitAsync(pid, TimeSpan.FromSeconds(40));
        }
    }
}
