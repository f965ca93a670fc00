using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Journal.V1;

namespace Mesh.EndToEnd.Tests;

/// <summary>A folder of its own for one test, with a mesh in it.</summary>
internal sealed class MeshWorkspace : IDisposable
{
    /// <summary>The folder; it goes with the test.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("mesh-e2e-").FullName;

    private string RunFile => Path.Combine(Folder, ".mesh", "run.json");

    /// <summary>Writes a generated file of payments and returns its path.</summary>
    public async Task<string> SampleAsync(int seed, int rows)
    {
        var made = await MeshCommand.RunAsync(Folder, "sample", "--seed", $"{seed}", "--rows", $"{rows}");
        Assert.Equal(0, made.ExitCode);
        var file = Path.Combine(Folder, "payments.csv");
        await File.WriteAllTextAsync(file, made.Output);
        return file;
    }

    /// <summary>Waits until the mesh that a command starts is ready.</summary>
    public async Task<RunningMesh> ReadyAsync(MeshCommand command)
    {
        using var watcher = new FileSystemWatcher(Directory.CreateDirectory(Path.Combine(Folder, ".mesh")).FullName)
        {
            EnableRaisingEvents = true,
        };
        var changed = new SemaphoreSlim(0);
        watcher.Created += (_, _) => changed.Release();
        watcher.Renamed += (_, _) => changed.Release();
        var limit = DateTime.UtcNow.AddSeconds(90);
        while (true)
        {
            if (File.Exists(RunFile) && TryRead(command.Pid) is { } mesh)
            {
                return mesh;
            }

            if (command.HasEnded || DateTime.UtcNow > limit)
            {
                Assert.Fail($"the mesh did not get ready: {await command.EndAsync()}");
            }

            await changed.WaitAsync(TimeSpan.FromMilliseconds(200));
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private RunningMesh? TryRead(int pid)
    {
        using var record = JsonDocument.Parse(File.ReadAllText(RunFile));
        if (record.RootElement.GetProperty("Pid").GetInt32() != pid || !record.RootElement.GetProperty("Ready").GetBoolean())
        {
            // Left over by the run before, or not ready yet.
            return null;
        }

        return new RunningMesh(
            new Uri(record.RootElement.GetProperty("Ledger").GetString()!),
            new Uri(record.RootElement.GetProperty("Payments").GetString()!),
            record.RootElement.GetProperty("Processes").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt32()),
            record.RootElement.GetProperty("Replicas").EnumerateObject().ToDictionary(
                service => service.Name, service => service.Value.EnumerateArray().Select(one => new Uri(one.GetString()!)).ToArray())
        );
    }
}

/// <summary>Where a running mesh is.</summary>
internal sealed record RunningMesh(
    Uri Ledger, Uri Payments, IReadOnlyDictionary<string, int> Processes, IReadOnlyDictionary<string, Uri[]> Replicas)
{
    /// <summary>Sums the heads of payments' journals: how far the work is.</summary>
    public static async Task<long> ProgressAsync(GrpcChannel payments)
    {
        var journal = new JournalService.JournalServiceClient(payments);
        var partitions = await journal.ListPartitionsAsync(
            new ListPartitionsRequest(),
            new CallOptions(deadline: DateTime.UtcNow.AddSeconds(5))
        );
        return partitions.Partitions.Sum(partition => (long)partition.HeadSequence);
    }
}
