using System.Collections.Immutable;

namespace Mesh.Architecture.Tests.Sources;

/// <summary>Holds the text of every file of the repository, read once per test run.</summary>
public sealed class Repository
{
    /// <summary>Folders that hold no source: build output, data of a run, other people's code.</summary>
    private static readonly ImmutableHashSet<string> Skipped =
        [".git", "artifacts", ".mesh", "bin", "obj", "node_modules", "TestResults", ".vs", ".idea", "BenchmarkDotNet.Artifacts"];

    private static readonly ImmutableHashSet<string> TextExtensions =
        [".cs", ".csproj", ".props", ".targets", ".proto", ".md", ".yaml", ".yml", ".json", ".sh", ".py", ".cjs", ".mjs", ".txt", ".csv",
            ".editorconfig", ""];

    private static readonly Lazy<Repository> Loaded = new(() => new Repository(FindRoot()));

    private Repository(string root)
    {
        Root = root;
        Files = [.. Walk(new DirectoryInfo(root)).Order(StringComparer.Ordinal).Select(path => new SourceFile(root, path))];
    }

    public static Repository Current => Loaded.Value;

    public string Root { get; }

    /// <summary>Every text file, by path.</summary>
    public ImmutableArray<SourceFile> Files { get; }

    public IEnumerable<SourceFile> CSharp => Files.Where(file => file.HasExtension(".cs"));

    public IEnumerable<SourceFile> Projects => Files.Where(file => file.HasExtension(".csproj"));

    public IEnumerable<SourceFile> Markdown => Files.Where(file => file.HasExtension(".md"));

    /// <summary>Says whether a file or folder of that path, relative to the root, exists.</summary>
    public bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    private IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo inner)
            {
                foreach (var path in Skipped.Contains(inner.Name) ? [] : Walk(inner))
                {
                    yield return path;
                }
            }
            else if (TextExtensions.Contains(entry.Extension))
            {
                yield return Path.GetRelativePath(Root, entry.FullName).Replace('\\', '/');
            }
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Mesh.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Mesh.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
