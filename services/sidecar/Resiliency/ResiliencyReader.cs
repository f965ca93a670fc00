using System.Globalization;
using Grpc.Core;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Hosting;
using YamlDotNet.RepresentationModel;

namespace Mesh.Sidecar.Resiliency;

/// <summary>
/// Reads documents of kind Resiliency (contract 8.2), as far as this sidecar acts on them: time limits of apps, inbound and outbound time
/// limits and retries of components.
/// </summary>
internal sealed class ResiliencyReader
{
    private static readonly string[] PolicyKinds = ["timeouts", "retries", "circuitBreakers"];

    private readonly Dictionary<string, TimeSpan> _appTimeouts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TargetPolicy> _inbound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TargetPolicy> _outbound = new(StringComparer.Ordinal);
    private readonly List<string> _ignored = [];
    private readonly HashSet<string> _stateStores;

    private ResiliencyReader(HashSet<string> stateStores) => _stateStores = stateStores;

    /// <summary>Reads those of one app, in order; a later one wins.</summary>
    /// <exception cref="SidecarStartException">A policy is not valid, or a target names one that is not there.</exception>
    public static ResiliencyPolicies Read(IReadOnlyList<ResourceDocument> documents, string appId)
    {
        var reader = new ResiliencyReader([.. StateStores(documents)]);
        foreach (var document in documents.Where(document => document.Kind == "Resiliency"))
        {
            var scopes = document.Root.Texts("scopes");
            if (scopes.Count == 0 || scopes.Contains(appId))
            {
                reader.Add(document);
            }
        }

        return new ResiliencyPolicies(reader._appTimeouts, reader._inbound, reader._outbound, reader._ignored);
    }

    private void Add(ResourceDocument document)
    {
        var spec = document.Root.Mapping("spec");
        var named = new NamedPolicies(document, spec?.Mapping("policies"));
        IgnoreDefaults(document, spec?.Mapping("policies"));
        var targets = spec?.Mapping("targets");
        foreach (var (app, policy) in Entries(targets?.Mapping("apps")))
        {
            Ignore(document, $"targets.apps.{app}", policy, "retry", "circuitBreaker");
            if (named.Timeout(policy) is { } timeout)
            {
                _appTimeouts[app] = timeout;
            }
        }

        foreach (var (component, directions) in Entries(targets?.Mapping("components")))
        {
            Add(_inbound, document, named, component, directions, "inbound");
            Add(_outbound, document, named, component, directions, "outbound");
            if (!_stateStores.Contains(component))
            {
                Ignore(document, $"targets.components.{component}", directions, "outbound");
            }
        }

        foreach (var (actor, _) in Entries(targets?.Mapping("actors")))
        {
            _ignored.Add($"{document.Location}: targets.actors.{actor}");
        }
    }

    private void Add(
        Dictionary<string, TargetPolicy> found,
        ResourceDocument document,
        NamedPolicies named,
        string component,
        YamlMappingNode directions,
        string direction)
    {
        if (directions.Mapping(direction) is { } policy)
        {
            Ignore(document, $"targets.components.{component}.{direction}", policy, "circuitBreaker");
            found[component] = new TargetPolicy(named.Timeout(policy), named.Retry(policy));
        }
    }

    /// <summary>Of two kinds of names daprd takes policies without a target: its defaults, and what it does anyway.</summary>
    private void IgnoreDefaults(ResourceDocument document, YamlMappingNode? policies)
    {
        foreach (var kind in PolicyKinds)
        {
            foreach (var name in (policies?.Mapping(kind)?.Children.Keys ?? []).Select(key => $"{key}").Where(IsTakenByName))
            {
                _ignored.Add($"{document.Location}: policies.{kind}.{name} without a target that names it");
            }
        }
    }

    private static bool IsTakenByName(string policy) =>
        policy.StartsWith("Default", StringComparison.Ordinal) || policy.StartsWith("DaprBuiltIn", StringComparison.Ordinal);

    private static IEnumerable<string> StateStores(IEnumerable<ResourceDocument> documents) => documents
        .Where(document => document.Kind == "Component"
            && document.Root.Mapping("spec")?.Text("type")?.StartsWith("state.", StringComparison.Ordinal) == true)
        .Select(document => document.Root.Mapping("metadata")?.Text("name") ?? "");

    private void Ignore(ResourceDocument document, string place, YamlMappingNode policy, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (policy.Child(key) is not null)
            {
                _ignored.Add($"{document.Location}: {place}.{key}");
            }
        }
    }

    private static IEnumerable<(string Name, YamlMappingNode Value)> Entries(YamlMappingNode? mapping) => mapping is null
        ? []
        : mapping.Children.Where(entry => entry.Value is YamlMappingNode).Select(entry => ($"{entry.Key}", (YamlMappingNode)entry.Value));

    /// <summary>The policies of one document by name.</summary>
    private sealed class NamedPolicies(ResourceDocument document, YamlMappingNode? policies)
    {
        public TimeSpan? Timeout(YamlMappingNode target)
        {
            if (target.Text("timeout") is not { Length: > 0 } name)
            {
                return null;
            }

            var text = policies?.Mapping("timeouts")?.Text(name) ?? throw Missing("timeouts", name);
            return Duration($"timeouts.{name}", text);
        }

        public RetryTerms? Retry(YamlMappingNode target)
        {
            if (target.Text("retry") is not { Length: > 0 } name)
            {
                return null;
            }

            var terms = policies?.Mapping("retries")?.Mapping(name) ?? throw Missing("retries", name);
            var place = $"retries.{name}";
            return new RetryTerms(
                terms.Text("policy") switch
                {
                    "constant" or null => false,
                    "exponential" => true,
                    var other => throw Problem($"{place}.policy is '{other}'; write constant or exponential"),
                },
                terms.Text("duration") is { } duration ? Duration($"{place}.duration", duration) : RetryTerms.DurationDefault,
                terms.Text("maxInterval") is { } interval ? Duration($"{place}.maxInterval", interval) : RetryTerms.MaxIntervalDefault,
                terms.Text("maxRetries") is { } count ? Count($"{place}.maxRetries", count) : -1,
                terms.Mapping("matching")?.Text("gRPCStatusCodes") is { Length: > 0 } codes
                    ? Codes($"{place}.matching.gRPCStatusCodes", codes)
                    : null);
        }

        /// <summary>Numbers and ranges, for example <c>4,13-14</c>.</summary>
        private HashSet<StatusCode> Codes(string place, string text)
        {
            var codes = new HashSet<StatusCode>();
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
            {
                var ends = part.Split('-', count: 2, StringSplitOptions.TrimEntries);
                var (first, last) = (Count(place, ends[0]), Count(place, ends[^1]));
                for (var code = first; code <= last; code++)
                {
                    codes.Add((StatusCode)code);
                }
            }

            return codes;
        }

        private TimeSpan Duration(string place, string text) => GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero
            ? duration
            : throw Problem($"{place} is '{text}'; write a duration such as 5s");

        private int Count(string place, string text) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Problem($"{place} is '{text}'; write a whole number");

        private SidecarStartException Missing(string kind, string name) =>
            Problem($"a target names '{name}', which is not among policies.{kind}; add it there");

        private SidecarStartException Problem(string text) => new($"{document.Location}: resiliency: {text}");
    }
}
