using Dapr.Proto.Runtime.V1;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Hosting;

namespace Mesh.Sidecar.PubSub;

/// <summary>Reads documents of kind Subscription.</summary>
internal static class SubscriptionReader
{
    /// <summary>Reads those of one app.</summary>
    /// <exception cref="SidecarStartException">One lacks its topic or asks for routing rules.</exception>
    public static IReadOnlyList<SubscriptionTerms> Read(IEnumerable<ResourceDocument> documents, string appId) =>
    [
        .. documents
            .Where(document => document is { Kind: "Subscription", ApiVersion: "dapr.io/v2alpha1" or "dapr.io/v1alpha1" })
            .Where(document => document.Root.Texts("scopes") is var scopes && (scopes.Count == 0 || scopes.Contains(appId)))
            .Select(Terms),
    ];

    /// <summary>What is written and not acted on, each with its place.</summary>
    public static IEnumerable<string> Ignored(IEnumerable<ResourceDocument> documents) =>
        from document in documents.Where(document => document.Kind == "Subscription")
        where IsTrue(document.Root.Mapping("spec")?.Mapping("bulkSubscribe")?.Text("enabled"))
        select $"{document.Location}: bulkSubscribe: events come one by one, so it";

    private static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);

    private static SubscriptionTerms Terms(ResourceDocument document)
    {
        var name = document.Root.Mapping("metadata")?.Text("name") ?? "";
        var spec = document.Root.Mapping("spec");
        if (spec?.Text("pubsubname") is not { Length: > 0 } pubSub || spec.Text("topic") is not { Length: > 0 } topic)
        {
            throw new SidecarStartException(
                $"{document.Location}: subscription '{name}': spec.pubsubname or spec.topic is missing; add them");
        }

        var routes = spec.Mapping("routes");
        if (routes?.Items("rules").Any() == true)
        {
            throw new SidecarStartException(
                $"{document.Location}: subscription '{name}': routing rules are not served by this development sidecar; "
                + "use a default route, or `dapr run`");
        }

        return new SubscriptionTerms(
            pubSub,
            topic,
            routes?.Text("default") ?? spec.Text("route") ?? "",
            spec.Text("deadLetterTopic") is { Length: > 0 } deadLetterTopic ? deadLetterTopic : null,
            spec.Mapping("metadata")?.Children.ToDictionary(entry => $"{entry.Key}", entry => $"{entry.Value}") ?? [],
            PubsubSubscriptionType.Declarative);
    }
}
