namespace Mesh.Kernel.Tests;

/// <summary>Where data that is not ours to ship lies.</summary>
internal static class TestData
{
    public static string Folder => Environment.GetEnvironmentVariable("MESH_TEST_DATA") ?? Path.Combine(Root(), "..", "shared", "data");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Mesh.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
