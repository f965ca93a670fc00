using System.Security.Cryptography;
using System.Text.Json;

namespace Mesh.Cli.Running;

/// <summary>The folder that holds everything of one local mesh: state, secrets, logs, and who runs. Deleting it forgets
/// everything.</summary>
public sealed class MeshFolder
{
    /// <summary>Name of the folder inside the working directory.</summary>
    public const string Name = ".mesh";

    private static readonly string[] KeyNames = ["card-sealing-key", "card-fingerprint-key", "peer-link-key"];

    private MeshFolder(string path) => Root = path;

    /// <summary>Full path.</summary>
    public string Root { get; }

    /// <summary>Where a process writes what it says.</summary>
    public string LogFile(string process) => Path.Combine(Root, "logs", $"{process}.log");

    /// <summary>The file that says who runs.</summary>
    public string RunFile => Path.Combine(Root, "run.json");

    /// <summary>The file whose exclusive opening says that this folder's mesh is ours.</summary>
    public string LockFile => Path.Combine(Root, "lock");

    /// <summary>Names the folder without touching it.</summary>
    public static MeshFolder In(string workingDirectory) => new(Path.Combine(Path.GetFullPath(workingDirectory), Name));

    /// <summary>Makes the folder where it is absent, and takes it for one mesh: until the stream is closed or the process ends.</summary>
    /// <exception cref="CliException">It cannot be written, its disk is full, or another mesh has it.</exception>
    public async Task<FileStream> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(Root, "logs"));
            if (DiskSpace.Problem(this) is { } problem)
            {
                throw new CliException(problem);
            }

            if (await FolderLock.TakeAsync(LockFile, cancellationToken) is { } taken)
            {
                // Only now, so that of two that start at once one makes the keys.
                MakeSecrets(Path.Combine(Root, "secrets.json"));
                return taken;
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"cannot write to '{Root}' ({problem.Message}): start mesh in a folder where you may write.", problem);
        }

        throw new CliException($"a mesh runs in '{Root}' already: use it, stop it with `mesh down`, or start in another folder.");
    }

    // Fresh keys for every folder, readable by their owner only. A folder of an older mesh keeps its keys and gets those that are new.
    private static void MakeSecrets(string file)
    {
        var secrets = File.Exists(file)
            ? JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(file)) ?? []
            : [];
        if (KeyNames.All(secrets.ContainsKey))
        {
            return;
        }

        foreach (var name in KeyNames.Where(name => !secrets.ContainsKey(name)))
        {
            secrets[name] = JsonSerializer.SerializeToElement(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }

        var partial = file + ".new";
        File.WriteAllText(partial, "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(partial, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.WriteAllText(partial, JsonSerializer.Serialize(secrets));
        File.Move(partial, file, overwrite: true);
    }
}
