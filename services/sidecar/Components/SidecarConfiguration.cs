using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Secrets;
using YamlDotNet.RepresentationModel;

namespace Mesh.Sidecar.Components;

/// <summary>What the files of kind Configuration say, as far as this sidecar acts on it.</summary>
/// <param name="AddsTrace">False when <c>tracing.samplingRate</c> is "0": then trace headers pass through untouched.</param>
/// <param name="SecretScopes">Which secrets the app may read.</param>
/// <param name="Ignored">What is written and not acted on, each with its place.</param>
internal sealed record SidecarConfiguration(bool AddsTrace, IReadOnlyList<SecretScope> SecretScopes, IReadOnlyList<string> Ignored)
{
    private static readonly string[] ActedOnByDapr = ["accessControl", "api", "nameResolution", "httpPipeline", "appHttpPipeline"];

    /// <summary>Reads the files in order; a later one wins. <c>$VAR</c> and <c>${VAR}</c> are replaced in their text.</summary>
    /// <exception cref="SidecarStartException">A file is missing or not YAML.</exception>
    public static SidecarConfiguration Read(IEnumerable<string> files, Func<string, string?> environment)
    {
        var configuration = new SidecarConfiguration(AddsTrace: true, [], []);
        foreach (var file in files)
        {
            if (!File.Exists(file))
            {
                throw new SidecarStartException($"{file}: no such configuration file; give an existing one with --config");
            }

            var text = EnvironmentText.Expand(File.ReadAllText(file), environment);
            foreach (var document in ResourceReader.ReadFile(file, text).Where(document => document.Kind == "Configuration"))
            {
                configuration = configuration.With(document);
            }
        }

        return configuration;
    }

    private SidecarConfiguration With(ResourceDocument document)
    {
        var spec = document.Root.Mapping("spec");
        var rate = spec?.Mapping("tracing")?.Text("samplingRate");
        var scopes = spec?.Mapping("secrets")?.Items("scopes").OfType<YamlMappingNode>().Select(Scope).ToList();
        var ignored = ActedOnByDapr.Where(key => spec?.Child(key) is not null).Select(key => $"{document.Location}: {key}");
        return new SidecarConfiguration(rate is null ? AddsTrace : rate != "0", scopes ?? SecretScopes, [.. Ignored, .. ignored]);
    }

    private static SecretScope Scope(YamlMappingNode scope) => new(
        scope.Text("storeName") ?? "",
        string.Equals(scope.Text("defaultAccess"), "deny", StringComparison.OrdinalIgnoreCase),
        scope.Texts("allowedSecrets"),
        scope.Texts("deniedSecrets"));
}
