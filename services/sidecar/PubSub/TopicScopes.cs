using Mesh.Sidecar.Components;

namespace Mesh.Sidecar.PubSub;

/// <summary>Which topics of a component an app may use (contract 3.5).</summary>
internal sealed class TopicScopes
{
    private readonly IReadOnlySet<string>? _publishing;
    private readonly IReadOnlySet<string>? _subscribing;
    private readonly HashSet<string> _allowed;
    private readonly HashSet<string> _protected;

    /// <summary>Reads the scopes of one app from a component's metadata.</summary>
    public TopicScopes(ComponentSettings settings, string appId)
    {
        _publishing = OfApp(settings.Text("publishingScopes"), appId);
        _subscribing = OfApp(settings.Text("subscriptionScopes"), appId);
        _allowed = Topics(settings.Text("allowedTopics"), ',');
        _protected = Topics(settings.Text("protectedTopics"), ',');
    }

    public bool MayPublish(string topic) => May(topic, _publishing);

    public bool MaySubscribe(string topic) => May(topic, _subscribing);

    /// <summary>An app that is not named may use every topic that is not protected.</summary>
    private bool May(string topic, IReadOnlySet<string>? scope) =>
        (_allowed.Count == 0 || _allowed.Contains(topic))
        && (scope is not null ? scope.Contains(topic) : !_protected.Contains(topic));

    private static HashSet<string>? OfApp(string? scopes, string appId)
    {
        foreach (var part in (scopes ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var separator = part.IndexOf('=', StringComparison.Ordinal);
            if (separator > 0 && part[..separator].Trim() == appId)
            {
                return Topics(part[(separator + 1)..], ',');
            }
        }

        return null;
    }

    private static HashSet<string> Topics(string? list, char separator) =>
        [.. (list ?? "").Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
