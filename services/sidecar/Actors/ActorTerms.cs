using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Sidecar.Actors;

/// <summary>What an app announces when it opens its actor stream. The defaults are Dapr's.</summary>
/// <param name="Types">The actor types that it hosts.</param>
/// <param name="IdleTimeout">Counted from the start of an actor's last call; then it is deactivated, also in the middle of one.</param>
/// <param name="DrainTimeout">How long a call may go on when its actor moves to another host.</param>
internal sealed record ActorTerms(IReadOnlySet<string> Types, TimeSpan IdleTimeout, TimeSpan DrainTimeout)
{
    private static readonly TimeSpan IdleTimeoutDefault = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan DrainTimeoutDefault = TimeSpan.FromSeconds(2);

    /// <summary>As daprd caps it: what would outlast the 30 s that placement waits for a dissemination is 0.8 of them.</summary>
    private static readonly TimeSpan DrainTimeoutEnd = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DrainTimeoutMax = TimeSpan.FromSeconds(24);

    /// <summary>A timer can wait about 49 days; nobody's actor is idle for longer.</summary>
    private static readonly TimeSpan IdleTimeoutMax = TimeSpan.FromDays(40);

    /// <summary>The terms of single types, where they have their own.</summary>
    private IReadOnlyDictionary<string, (TimeSpan Idle, TimeSpan Drain)> Own { get; init; } =
        new Dictionary<string, (TimeSpan Idle, TimeSpan Drain)>();

    /// <summary>Names of what the app asks for and this sidecar does not have.</summary>
    public IReadOnlyList<string> Ignored { get; private init; } = [];

    /// <summary>Types that the app configures and does not host.</summary>
    public IReadOnlyList<string> NotHosted { get; private init; } = [];

    public static ActorTerms Of(SubscribeActorEventsRequestInitialAlpha1 initial)
    {
        var terms = new ActorTerms(
            initial.Entities.ToHashSet(StringComparer.Ordinal),
            Idle(initial.ActorIdleTimeout) ?? IdleTimeoutDefault,
            Drain(initial.DrainOngoingCallTimeout) ?? DrainTimeoutDefault);
        var configured = initial.EntitiesConfig
            .SelectMany(config => config.Entities.Select(type => (Type: type, Config: config)))
            .ToLookup(entry => terms.Types.Contains(entry.Type));
        return terms with
        {
            // Without an idle time of its own, a configured type has Dapr's default and not the stream's: so it is with daprd.
            Own = configured[true].GroupBy(entry => entry.Type).ToDictionary(
                entries => entries.Key,
                entries => (
                    Idle(entries.Last().Config.ActorIdleTimeout) ?? IdleTimeoutDefault,
                    Drain(entries.Last().Config.DrainOngoingCallTimeout) ?? terms.DrainTimeout)),
            NotHosted = [.. configured[false].Select(entry => entry.Type).Distinct()],
            Ignored = [.. IgnoredOf(initial)],
        };
    }

    /// <summary>The idle time of a type.</summary>
    public TimeSpan IdleTimeoutOf(string type) => Own.TryGetValue(type, out var own) ? own.Idle : IdleTimeout;

    /// <summary>The drain time of a type.</summary>
    public TimeSpan DrainTimeoutOf(string type) => Own.TryGetValue(type, out var own) ? own.Drain : DrainTimeout;

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
    }

    /// <summary>Null, like zero or less, means the default.</summary>
    private static TimeSpan? Idle(Duration? asked) => Span(asked) switch
    {
        { } span when span <= TimeSpan.Zero => null,
        { } span when span > IdleTimeoutMax => IdleTimeoutMax,
        var span => span,
    };

    private static TimeSpan? Drain(Duration? asked) => Span(asked) switch
    {
        { } span when span < TimeSpan.Zero => null,
        { } span when span >= DrainTimeoutEnd => DrainTimeoutMax,
        var span => span,
    };

    /// <summary>As Go reads it: what is too long is as long as can be, and nanoseconds may be any number.</summary>
    private static TimeSpan? Span(Duration? asked) => asked is null
        ? null
        : TimeSpan.FromTicks((long)Int128.Clamp(
            ((Int128)asked.Seconds * TimeSpan.TicksPerSecond) + (asked.Nanos / TimeSpan.NanosecondsPerTick), long.MinValue, long.MaxValue));
}
