using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Mesh.Cli.RunFiles;

/// <summary>
/// Reads Dapr's multi-app run file (<c>dapr.yaml</c>, version 1): what <c>dapr run -f</c> reads. Relative paths begin at the file. An app's
/// own value comes before that of <c>common</c>.
/// </summary>
internal sealed class RunFileReader
{
    private const string DefaultName = "dapr.yaml";
    private readonly string file;
    private readonly string folder;
    private readonly YamlMappingNode common;

    private RunFileReader(string file, YamlMappingNode? common)
    {
        this.file = file;
        folder = Path.GetDirectoryName(file)!;
        this.common = common ?? new YamlMappingNode();
    }

    /// <summary>Reads a file, or the <c>dapr.yaml</c> of a folder.</summary>
    /// <exception cref="CliException">It is missing or not valid; one line says where and what to write.</exception>
    public static IReadOnlyList<RunFileApp> Read(string path)
    {
        var file = Path.GetFullPath(Directory.Exists(path) ? Path.Combine(path, DefaultName) : path);
        if (!File.Exists(file))
        {
            throw new CliException($"there is no run file '{file}': name a {DefaultName}, or a folder with one.");
        }

        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(File.ReadAllText(file)));
        }
        catch (YamlException problem)
        {
            throw new CliException($"{file}:{problem.Start.Line}: not YAML: {problem.Message.ReplaceLineEndings(" ")}", problem);
        }

        var root = stream.Documents.FirstOrDefault()?.RootNode as YamlMappingNode;
        if (root is null || Text(root, "version") != "1" || Child(root, "apps") is not YamlSequenceNode { Children.Count: > 0 } apps)
        {
            throw new CliException($"{file}: write `version: 1` and a list `apps`.");
        }

        var reader = new RunFileReader(file, Child(root, "common") as YamlMappingNode);
        return [.. apps.Children.OfType<YamlMappingNode>().Select(reader.App)];
    }

    private RunFileApp App(YamlMappingNode app)
    {
        var written = Text(app, "appDirPath")
            ?? throw new CliException($"{file}:{app.Start.Line}: appDirPath is missing: name the app's folder.");
        var appFolder = Path.GetFullPath(written, folder);
        if (!Directory.Exists(appFolder))
        {
            throw new CliException($"{file}:{app.Start.Line}: appDirPath '{appFolder}' is no folder; nothing was started.");
        }

        return new RunFileApp(
            Text(app, "appID") ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(appFolder)),
            appFolder,
            Port(app, "appPort"),
            Shared(app, "appProtocol") ?? "http",
            Texts(app, "command"),
            Port(app, "daprGRPCPort"),
            Port(app, "daprHTTPPort"),
            Port(app, "metricsPort"),
            ResourcesPaths(app),
            Shared(app, "configFilePath") is { } configuration ? Path.GetFullPath(configuration, folder) : null,
            Environment(app));
    }

    private IReadOnlyList<string> ResourcesPaths(YamlMappingNode app)
    {
        foreach (var level in new[] { app, common })
        {
            var paths = Texts(level, "resourcesPaths");
            if (paths.Count > 0)
            {
                return [.. paths.Select(path => Path.GetFullPath(path, folder))];
            }

            if (Text(level, "resourcesPath") is { } path)
            {
                return [Path.GetFullPath(path, folder)];
            }
        }

        return [];
    }

    private Dictionary<string, string> Environment(YamlMappingNode app)
    {
        var environment = new Dictionary<string, string>();
        foreach (var level in new[] { common, app })
        {
            if (Child(level, "env") is YamlMappingNode written)
            {
                foreach (var (name, value) in written.Children)
                {
                    environment[$"{name}"] = $"{value}";
                }
            }
        }

        return environment;
    }

    private int? Port(YamlMappingNode app, string name)
    {
        if (Text(app, name) is not { } text)
        {
            return null;
        }

        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw new CliException($"{file}:{app.Start.Line}: {name} '{text}' is no port: write a number from 1 to 65535.");
    }

    private string? Shared(YamlMappingNode app, string name) => Text(app, name) ?? Text(common, name);

    private static YamlNode? Child(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static string? Text(YamlMappingNode node, string name) =>
        Child(node, name) is YamlScalarNode { Value: { Length: > 0 } text } ? text : null;

    private static IReadOnlyList<string> Texts(YamlMappingNode node, string name) =>
        Child(node, name) is YamlSequenceNode list ? [.. list.Children.Select(item => $"{item}")] : [];
}
