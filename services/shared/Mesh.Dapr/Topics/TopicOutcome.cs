namespace Mesh.Dapr.Topics;

/// <summary>What becomes of a delivered message.</summary>
public enum TopicOutcome
{
    /// <summary>Done with: the broker forgets it.</summary>
    Success,

    /// <summary>
    /// Try again. Redelivery needs a resiliency retry policy or a dead letter topic on the component: without either, pubsub.redis drops it
    /// (Dapr 1.17 and later), so a consumer that must not miss anything pulls the publisher's feed.
    /// </summary>
    Retry,

    /// <summary>Cannot be handled, ever: goes to the dead letter topic if there is one, else it is forgotten.</summary>
    Drop,
}
