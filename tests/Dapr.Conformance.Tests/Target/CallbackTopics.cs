using Dapr.Proto.Runtime.V1;

namespace Mesh.Dapr.Conformance.Tests.Target;

/// <summary>What the app behind the sidecar subscribes to: it is asked once, so the topics are fixed.</summary>
internal static class CallbackTopics
{
    public const string Topic = "conformance-callback";
    public const string DeadLetterTopic = "conformance-callback-dead";

    public static IEnumerable<TopicSubscription> All =>
        ComponentsUnderTest.NamesOf("pubsub.").Select(name => new TopicSubscription
        {
            PubsubName = name,
            Topic = Topic,
            DeadLetterTopic = DeadLetterTopic,
        });
}
