namespace Mesh.Benchmarks.Processes;

/// <summary>Finds the programs that were built with the benchmarks.</summary>
internal static class BuiltPrograms
{
    /// <summary>Folder of mesh, the sidecar and the services, built in the same configuration.</summary>
    public static string Folder
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(here.Parent!.Parent!.FullName, "Mesh.Cli", here.Name);
        }
    }

    /// <summary>The benchmark itself.</summary>
    public static string Benchmarks => Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll");

    /// <summary>Finds one of them.</summary>
    public static string File(string name) => Path.Combine(Folder, name);
}
