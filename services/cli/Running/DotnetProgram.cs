using System.Runtime.InteropServices;

namespace Mesh.Cli.Running;

/// <summary>Finds what our own processes are started with.</summary>
internal static class DotnetProgram
{
    /// <summary>Gets the <c>dotnet</c> that runs us, so that the children run on the same one, also where none is on the path.</summary>
    public static string Muxer
    {
        get
        {
            // <root>/shared/Microsoft.NETCore.App/<version>/
            var runtime = new DirectoryInfo(Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory()));
            var program = Path.Combine(
                runtime.Parent?.Parent?.Parent?.FullName ?? "", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
            return File.Exists(program) ? program : "dotnet";
        }
    }

    /// <summary>Where our programs and what they read are: the folder of the command line itself, unless a tool starts a mesh.</summary>
    public static string Folder { get; set; } = AppContext.BaseDirectory;

    /// <summary>Gets the file of one of our programs.</summary>
    /// <exception cref="CliException">It was not built.</exception>
    public static string FileOf(string name)
    {
        var file = Path.Combine(Folder, name);
        return File.Exists(file)
            ? file
            : throw new CliException($"'{file}' is missing: build the whole solution with `dotnet build Mesh.sln`.");
    }

    /// <summary>Finds a program on the path; null when there is none.</summary>
    public static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
