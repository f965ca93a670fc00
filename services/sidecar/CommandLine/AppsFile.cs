using System.Globalization;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Hosting;
using YamlDotNet.RepresentationModel;

namespace Mesh.Sidecar.CommandLine;

/// <summary>
/// A file of several apps: YAML (or JSON, which is YAML) with <c>apps</c>, a list of <c>appId</c>, <c>appPort</c> (optional),
/// <c>daprGrpcPort</c> and <c>daprHttpPort</c> (optional, 0 takes a free one), <c>metricsPort</c> (optional, absent serves none), and
/// <c>resourcesPaths</c>, a list of folders relative to the file.
/// </summary>
internal sealed record AppsFile(IReadOnlyList<SidecarApp> Apps, IReadOnlyList<string> ResourcesPaths)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="SidecarStartException">It is missing, not YAML, or an entry is not valid.</exception>
    public static AppsFile Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new SidecarStartException($"{file}: no such file; give an existing one with --apps");
        }

        var documents = ResourceReader.ReadFile(file, File.ReadAllText(file)).ToList();
        if (documents is not [{ Root: var root }] || root.Items("apps").OfType<YamlMappingNode>().ToList() is not { Count: > 0 } apps)
        {
            throw new SidecarStartException($"{file}: it has no list 'apps'; write one entry for each app");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return new AppsFile(
            [.. apps.Select(app => App(app, file))],
            [.. root.Texts("resourcesPaths").Select(path => Path.GetFullPath(path, folder))]);
    }

    private static SidecarApp App(YamlMappingNode app, string file) => new()
    {
        AppId = app.Text("appId") is { Length: > 0 } appId
            ? appId
            : throw new SidecarStartException($"{file}:{app.Start.Line}: appId is missing; name the app"),
        AppPort = Port(app, "appPort", file),
        DaprGrpcPort = Port(app, "daprGrpcPort", file) ?? 0,
        DaprHttpPort = Port(app, "daprHttpPort", file) ?? 0,
        MetricsPort = Port(app, "metricsPort", file),
    };

    private static int? Port(YamlMappingNode app, string name, string file)
    {
        if (app.Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new SidecarStartException($"{file}:{app.Start.Line}: {name} is '{text}'; give a port from 0 to 65535");
    }
}
