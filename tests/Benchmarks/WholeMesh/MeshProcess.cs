using System.Text.Json;
using Mesh.Benchmarks.Processes;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>A whole mesh as <c>mesh up</c> starts it, in a folder of its own.</summary>
internal sealed class MeshProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);
    private readonly ChildProcess process;
    private readonly DirectoryInfo folder;

    private MeshProcess(ChildProcess process, DirectoryInfo folder, Uri payments)
    {
        this.process = process;
        this.folder = folder;
        Payments = payments;
    }

    /// <summary>Payments' gRPC API.</summary>
    public Uri Payments { get; }

    /// <summary>Starts it.</summary>
    public static async Task<MeshProcess> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-bench-mesh-");
        var process = ChildProcess.Start(BuiltPrograms.File("mesh.dll"), ["up"], environment: null, folder.FullName);
        await process.WaitForLineAsync("Ready", ReadyMax);
        using var record = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, ".mesh", "run.json")));
        return new MeshProcess(process, folder, new Uri(record.RootElement.GetProperty(nameof(Payments)).GetString()!));
    }

    public async ValueTask DisposeAsync()
    {
        await process.TerminateAsync();
        await process.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
