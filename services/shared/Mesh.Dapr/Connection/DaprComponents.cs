namespace Mesh.Dapr.Connection;

/// <summary>Names of the components that an app uses; a null one is not registered, so asking for its port fails at start.</summary>
public sealed record DaprComponents
{
    /// <summary>The state store behind <see cref="State.IStateStore"/>.</summary>
    public string? StateStore { get; init; }

    /// <summary>The pub/sub component behind <see cref="Topics.ITopicPublisher"/> and <see cref="Topics.ITopicSubscriber"/>.</summary>
    public string? PubSub { get; init; }

    /// <summary>The secret store behind <see cref="Secrets.ISecretStore"/>.</summary>
    public string? SecretStore { get; init; }

    /// <summary>The lock store behind <see cref="Locks.ILockStore"/>.</summary>
    public string? LockStore { get; init; }
}
