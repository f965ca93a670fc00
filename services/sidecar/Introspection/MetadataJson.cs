using System.Text.Json.Nodes;
using Dapr.Proto.Runtime.V1;

namespace Mesh.Sidecar.Introspection;

/// <summary>Metadata as the HTTP API writes it: the names are not those of the message (contract 8.6).</summary>
internal static class MetadataJson
{
    public static string Of(GetMetadataResponse metadata) => new JsonObject
    {
        ["id"] = metadata.Id,
        ["runtimeVersion"] = metadata.RuntimeVersion,
        ["enabledFeatures"] = Array(metadata.EnabledFeatures, feature => feature),
        ["actors"] = Counts(metadata.ActorRuntime),
        ["components"] = Array(metadata.RegisteredComponents, component => new JsonObject
        {
            ["name"] = component.Name,
            ["type"] = component.Type,
            ["version"] = component.Version,
            ["capabilities"] = Array(component.Capabilities, capability => capability),
        }),
        ["subscriptions"] = Array(metadata.Subscriptions, Subscription),
        ["extended"] = Map(metadata.ExtendedMetadata),
        ["appConnectionProperties"] = new JsonObject
        {
            ["port"] = metadata.AppConnectionProperties.Port,
            ["protocol"] = metadata.AppConnectionProperties.Protocol,
            ["channelAddress"] = metadata.AppConnectionProperties.ChannelAddress,
        },
        ["actorRuntime"] = new JsonObject
        {
            ["runtimeStatus"] = metadata.ActorRuntime.RuntimeStatus.ToString().ToUpperInvariant(),
            ["activeActors"] = Counts(metadata.ActorRuntime),
            ["hostReady"] = metadata.ActorRuntime.HostReady,
            ["placement"] = metadata.ActorRuntime.Placement,
        },
    }.ToJsonString();

    private static JsonNode Subscription(PubsubSubscription subscription) => new JsonObject
    {
        ["pubsubname"] = subscription.PubsubName,
        ["topic"] = subscription.Topic,
        ["rules"] = Array(subscription.Rules.Rules, rule => new JsonObject { ["match"] = rule.Match, ["path"] = rule.Path }),
        ["deadLetterTopic"] = subscription.DeadLetterTopic,
        ["metadata"] = Map(subscription.Metadata),
        ["type"] = subscription.Type.ToString().ToUpperInvariant(),
    };

    private static JsonArray Counts(ActorRuntime runtime) =>
        Array(runtime.ActiveActors, actors => new JsonObject { ["type"] = actors.Type, ["count"] = actors.Count });

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode> node) => [.. items.Select(node)];

    private static JsonObject Map(IEnumerable<KeyValuePair<string, string>> entries) =>
        new(entries.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));
}
