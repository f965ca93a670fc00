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

    /// <summary>A timer can wait about 49 days; nobody's actor is idle for longer.</summary>
    private static readonly TimeSpan IdleTimeoutMax = TimeSpan.FromDays(40);

    public static ActorTerms Of(SubscribeActorEventsRequestInitialAlpha1 initial) => new(
        initial.Entities.Concat(initial.EntitiesConfig.SelectMany(config => config.Entities)).ToHashSet(StringComparer.Ordinal),
        Idle(initial.ActorIdleTimeout?.ToTimeSpan() ?? IdleTimeoutDefault),
        initial.DrainOngoingCallTimeout?.ToTimeSpan() ?? DrainTimeoutDefault);

    /// <summary>Zero or less means the default.</summary>
    private static TimeSpan Idle(TimeSpan asked) =>
        asked <= TimeSpan.Zero ? IdleTimeoutDefault : asked < IdleTimeoutMax ? asked : IdleTimeoutMax;
}
