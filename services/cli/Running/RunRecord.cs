using System.Text.Json;

namespace Mesh.Cli.Running;

/// <summary>Who runs in a folder: written when the mesh is ready, removed when it stops.</summary>
/// <param name="Pid">Process that started the mesh and stops it.</param>
/// <param name="Profile"><c>embedded</c> or <c>redis</c>.</param>
/// <param name="Ledger">Address of the ledger's gRPC API.</param>
/// <param name="Payments">Address of payments' gRPC API.</param>
/// <param name="Risk">Address of risk's gRPC API.</param>
/// <param name="Processes">Process ids by name.</param>
public sealed record RunRecord(int Pid, string Profile, Uri Ledger, Uri Payments, Uri Risk, IReadOnlyDictionary<string, int> Processes)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads the record of a folder; null when no mesh runs there.</summary>
    public static RunRecord? Read(MeshFolder folder)
    {
        if (!File.Exists(folder.RunFile) || !IsLocked(folder))
        {
            return null;
        }

        return JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(folder.RunFile));
    }

    /// <summary>Writes the record, whole or not at all.</summary>
    public void Write(MeshFolder folder)
    {
        var partial = folder.RunFile + ".new";
        File.WriteAllText(partial, JsonSerializer.Serialize(this, Indented));
        File.Move(partial, folder.RunFile, overwrite: true);
    }

    // The lock ends with the process that holds it, however it ends; a record without one is left over from a crash.
    private static bool IsLocked(MeshFolder folder)
    {
        try
        {
            using var taken = new FileStream(folder.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
