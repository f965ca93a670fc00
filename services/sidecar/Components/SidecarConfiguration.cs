using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Secrets;
using YamlDotNet.RepresentationModel;

namespace Mesh.Sidecar.Components;

/// <summary>What the files of kind Configuration say, as far as this sidecar acts on it.</summary>
/// <param name="AddsTrace">False when <c>tracing.samplingRate</c> is "0": then trace headers pass through untouched.</param>
/// <param name="SecretScopes">Which secrets the app may read.</param>
/// <param name="DeniesCalls">
/// True when <c>accessControl.defaultAction</c> is deny: without mTLS it alone decides, whatever the policies by app-id say (contract 6.6).
/// </param>
/// <param name="Ignored">What is written and not acted on, each with its place.</param>
internal sealed record SidecarConfiguration(
    bool AddsTrace, IReadOnlyList<SecretScope> SecretScopes, bool DeniesCalls, IReadOnlyList<string> Ignored)
{
    private static readonly string[] ActedOnByDapr = ["api", "nameResolution", "httpPipeline", "appHttpPipeline"];

    /// <summary>Reads the files in order; a later one wins. <c>$VAR</c> and <c>${VAR}</c> are replaced in their text.</summary>
    /// <exception cref="SidecarStartException">A file is missing or not YAML.</exception>
    public static SidecarConfiguration Read(IEnumerable<string> files, Func<string, string?> environment)
    {
        var configuration = new SidecarConfiguration(AddsTrace: true, [], DeniesCalls: false, []);
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
        var access = spec?.Mapping("accessControl");
        var denies = access?.Text("defaultAction") is { } action
            ? string.Equals(action, "deny", StringComparison.OrdinalIgnoreCase)
            : DeniesCalls;
        var policies = access?.Items("policies").Any() == true
            ? new[] { $"{document.Location}: accessControl.policies: without mTLS no caller has an identity, so none of them" }
            : [];
        var ignored = ActedOnByDapr.Where(key => spec?.Child(key) is not null).Select(key => $"{document.Location}: {key}");
        return new SidecarConfiguration(
            rate is null ? AddsTrace : rate != "0", scopes ?? SecretScopes, denies, [.. Ignored, .. policies, .. ignored]);
    }

    private static SecretScope Scope(YamlMappingNode scope) => new(
        scope.Text("storeName") ?? "",
        string.Equals(scope.Text("defaultAccess"), "deny", StringComparison.OrdinalIgnoreCase),
        scope.Texts("allowedSecrets"),
        scope.Texts("deniedSecrets"));
}
