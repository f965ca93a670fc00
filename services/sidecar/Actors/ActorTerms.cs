using Dapr.Proto.Runtime.V1;

namespace Mesh.Sidecar.Actors;

/// <summary>What an app announces when it opens its actor stream. The defaults are Dapr's.</summary>
/// <param name="Types">The actor types that it hosts.</param>
/// <param name="IdleTimeout">Counted from the start of an actor's last call; then it is deactivated, also in the middle of one.</param>
/// <param name="DrainTimeout">How long a call may go on when its actor moves to another host.</param>
internal sealed record ActorTerms(IReadOnlySet<string> Types, TimeSpan IdleTimeout, TimeSpan DrainTimeout)
{
    private static readonly TimeSpan IdleTimeoutDefault = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan DrainTimeoutDefault = TimeSpan.FromSeconds(2);

    /// <summary>As daprd caps it: 0.8 of the 30 s that placement waits for a dissemination (contract 7.3).</summary>
    private static readonly TimeSpan DrainTimeoutMax = TimeSpan.FromSeconds(24);

    /// <summary>A timer can wait about 49 days; nobody's actor is idle for longer.</summary>
    private static readonly TimeSpan IdleTimeoutMax = TimeSpan.FromDays(40);

    /// <summary>Names of what the app asks for and this sidecar does not have.</summary>
    public IReadOnlyList<string> Ignored { get; private init; } = [];

    public static ActorTerms Of(SubscribeActorEventsRequestInitialAlpha1 initial) => new(
        initial.Entities.Concat(initial.EntitiesConfig.SelectMany(config => config.Entities)).ToHashSet(StringComparer.Ordinal),
        Idle(initial.ActorIdleTimeout?.ToTimeSpan() ?? IdleTimeoutDefault),
        Drain(initial.DrainOngoingCallTimeout?.ToTimeSpan() ?? DrainTimeoutDefault))
    {
        Ignored = [.. IgnoredOf(initial)],
    };

    private static IEnumerable<string> IgnoredOf(SubscribeActorEventsRequestInitialAlpha1 initial)
    {
        if (initial.Reentrancy is { Enabled: true } || initial.EntitiesConfig.Any(config => config.Reentrancy is { Enabled: true }))
        {
            yield return "reentrancy (a call that comes back to an actor in its turn waits until its caller gives up)";
        }

        if (initial.HasDrainRebalancedActors || initial.EntitiesConfig.Any(config => config.HasDrainRebalancedActors))
        {
            yield return "drain_rebalanced_actors (calls in flight are always drained)";
        }

        if (initial.EntitiesConfig.Any(config => (config.ActorIdleTimeout ?? config.DrainOngoingCallTimeout) is not null))
        {
            yield return "timeouts of single types in entities_config (those of the stream hold)";
        }
    }

    /// <summary>Zero or less means the default.</summary>
    private static TimeSpan Idle(TimeSpan asked) =>
        asked <= TimeSpan.Zero ? IdleTimeoutDefault : asked < IdleTimeoutMax ? asked : IdleTimeoutMax;

    private static TimeSpan Drain(TimeSpan asked) =>
        asked < TimeSpan.Zero ? DrainTimeoutDefault : asked < DrainTimeoutMax ? asked : DrainTimeoutMax;
}
