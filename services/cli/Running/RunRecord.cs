using System.Text.Json;

namespace Mesh.Cli.Running;

/// <summary>Who runs in a folder: written as processes are started, removed when they have stopped.</summary>
/// <param name="Pid">Process that started the mesh and stops it.</param>
/// <param name="Ready">True once every service serves.</param>
/// <param name="Profile"><c>embedded</c> or <c>redis</c>.</param>
/// <param name="Ledger">Address of the ledger's gRPC API.</param>
/// <param name="Payments">Address of payments' gRPC API.</param>
/// <param name="Risk">Address of risk's gRPC API.</param>
/// <param name="Processes">Process ids by name.</param>
/// <param name="StartTimes">When each process was started: a process of this id that began at another time is somebody else's.</param>
public sealed record RunRecord(
    int Pid,
    bool Ready,
    string Profile,
    Uri Ledger,
    Uri Payments,
    Uri Risk,
    IReadOnlyDictionary<string, int> Processes,
    IReadOnlyDictionary<string, DateTimeOffset> StartTimes
)
{
    /// <summary>Addresses of every replica, by the service's name; the first is the one that the properties above name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Uri>> Replicas { get; init; } = new Dictionary<string, IReadOnlyList<Uri>>();

    /// <summary>Where the sidecar takes orders for faults; null when it takes none.</summary>
    public Uri? Faults { get; init; }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads the record of a folder; null when no mesh runs there that is ready.</summary>
    public static RunRecord? Read(MeshFolder folder) =>
        FolderLock.IsHeld(folder.LockFile) && ReadLeftOver(folder) is { Ready: true } record ? record : null;

    /// <summary>Reads the record whether or not its mesh still runs; null when there is none that can be read.</summary>
    public static RunRecord? ReadLeftOver(MeshFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(folder.RunFile));
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the record, whole or not at all.</summary>
    public void Write(MeshFolder folder)
    {
        var partial = folder.RunFile + ".new";
        File.WriteAllText(partial, JsonSerializer.Serialize(this, Indented));
        File.Move(partial, folder.RunFile, overwrite: true);
    }
}
