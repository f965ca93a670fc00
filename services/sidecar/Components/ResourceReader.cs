using Mesh.Sidecar.Hosting;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Mesh.Sidecar.Components;

/// <summary>
/// Reads the YAML documents of resources folders. Unlike daprd, a document that cannot be parsed ends the start: a developer wants to know.
/// </summary>
internal static class ResourceReader
{
    /// <summary>Reads every <c>*.yaml</c> and <c>*.yml</c> directly inside the folders, by name, documents in order.</summary>
    /// <exception cref="SidecarStartException">A folder is missing or a file is not YAML.</exception>
    public static IReadOnlyList<ResourceDocument> ReadFolders(IEnumerable<string> folders) =>
        [.. folders.SelectMany(Files).SelectMany(file => ReadFile(file, File.ReadAllText(file)))];

    /// <summary>Reads the documents of one file.</summary>
    public static IEnumerable<ResourceDocument> ReadFile(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw new SidecarStartException(
                $"{file}:{exception.Start.Line}: not YAML: {exception.Message.ReplaceLineEndings(" ")}; correct the file", exception);
        }

        return stream.Documents
            .Select(document => document.RootNode)
            .OfType<YamlMappingNode>()
            .Select(root => new ResourceDocument(
                root.Text("apiVersion") ?? "", root.Text("kind") ?? "", root, new ResourceLocation(file, root.Start.Line)));
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder)
                .Where(file => Path.GetExtension(file) is ".yaml" or ".yml")
                .Order(StringComparer.Ordinal)
            : throw new SidecarStartException($"{folder}: no such resources folder; give an existing one with --resources-path");
}
