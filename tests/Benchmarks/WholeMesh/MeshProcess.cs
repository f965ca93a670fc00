using System.Text.Json;
using Mesh.Benchmarks.Processes;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>A whole mesh as <c>mesh up</c> starts it, in a folder of its own.</summary>
internal sealed class MeshProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);
    private readonly ChildProcess process;
    private readonly DirectoryInfo folder;
    private readonly int ledgerPid;

    private MeshProcess(ChildProcess process, DirectoryInfo folder, JsonElement record)
    {
        this.process = process;
        this.folder = folder;
        Payments = new Uri(record.GetProperty(nameof(Payments)).GetString()!);
        Ledger = new Uri(record.GetProperty(nameof(Ledger)).GetString()!);
        ledgerPid = record.GetProperty("Processes").GetProperty("ledger").GetInt32();
    }

    /// <summary>Payments' gRPC API.</summary>
    public Uri Payments { get; }

    /// <summary>The ledger's gRPC API.</summary>
    public Uri Ledger { get; }

    /// <summary>Memory of the ledger's process in MiB.</summary>
    public double LedgerMebibytes
    {
        get
        {
            using var ledger = System.Diagnostics.Process.GetProcessById(ledgerPid);
            return ledger.WorkingSet64 / (1024.0 * 1024.0);
        }
    }

    /// <summary>Starts it with nothing in its store.</summary>
    public static Task<MeshProcess> StartAsync() => StartAsync(Directory.CreateTempSubdirectory("mesh-bench-mesh-"));

    /// <summary>Stops it in order, starts it again on the same store, and says how long it took until it served.</summary>
    public async Task<(MeshProcess Mesh, TimeSpan Took)> RestartAsync()
    {
        await process.TerminateAsync();
        await process.DisposeAsync();
        var begin = System.Diagnostics.Stopwatch.StartNew();
        return (await StartAsync(folder), begin.Elapsed);
    }

    private static async Task<MeshProcess> StartAsync(DirectoryInfo folder)
    {
        var process = ChildProcess.Start(BuiltPrograms.File("mesh.dll"), ["up"], environment: null, folder.FullName);
        await process.WaitForLineAsync("Ready", ReadyMax);
        using var record = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, ".mesh", "run.json")));
        return new MeshProcess(process, folder, record.RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        await process.TerminateAsync();
        await process.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
