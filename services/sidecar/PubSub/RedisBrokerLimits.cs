using System.Globalization;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Monitoring;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.PubSub;

/// <summary>The numbers of a <c>pubsub.redis</c> component; the defaults are Dapr's.</summary>
/// <param name="QueueDepth">Messages read at once.</param>
/// <param name="Concurrency">Messages handled at once, over all topics of the component.</param>
/// <param name="ProcessingTimeout">How long a message may be in hand before it is given to another; zero means for ever.</param>
/// <param name="RedeliverInterval">How often such messages are looked for; zero means never.</param>
/// <param name="ReadTimeout">How long one read waits for a message.</param>
/// <param name="LengthMax">About how many messages a stream keeps; null for all.</param>
/// <param name="AgeMax">About how long a stream without <paramref name="LengthMax"/> keeps a message; null for ever.</param>
internal sealed record RedisBrokerLimits(
    int QueueDepth,
    int Concurrency,
    TimeSpan ProcessingTimeout,
    TimeSpan RedeliverInterval,
    TimeSpan ReadTimeout,
    int? LengthMax,
    TimeSpan? AgeMax)
{
    private static readonly TimeSpan RedeliverIntervalDefault = TimeSpan.FromSeconds(15);


    /// <summary>Dapr waits for ever by default, which leaves dead readers behind (contract 3.6); that quirk helps nobody.</summary>
    private static readonly TimeSpan ReadTimeoutDefault = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ReadTimeoutMax = TimeSpan.FromSeconds(60);

    public static RedisBrokerLimits Read(ComponentSettings settings, ILogger logger) => new(
        settings.Count("queueDepth", absent: 100),
        Math.Max(1, settings.Count("concurrency", absent: 10)),
        settings.Duration("processingTimeout", TimeSpan.FromSeconds(60)),
        Interval(settings, logger),
        Wait(settings.Duration("readTimeout", ReadTimeoutDefault)),
        settings.Count("maxLenApprox", absent: 0) is > 0 and var length ? length : null,
        settings.Duration("streamTTL", TimeSpan.Zero, isSeconds: true) is var age && age > TimeSpan.Zero ? age : null);

    /// <summary>daprd 1.18 reads milliseconds alone, and takes anything else for its default (contract 3.6).</summary>
    private static TimeSpan Interval(ComponentSettings settings, ILogger logger)
    {
        const string Name = "redeliverInterval";
        if (settings.Text(Name) is not { Length: > 0 } text)
        {
            return RedeliverIntervalDefault;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        new Quirk(
            logger,
            $"pub/sub {settings.Definition.Name}: {Name} is '{text}', so it is {RedeliverIntervalDefault.TotalSeconds} s: write a plain "
            + "number of milliseconds").Happened();
        return RedeliverIntervalDefault;
    }

    private static TimeSpan Wait(TimeSpan written) =>
        written <= TimeSpan.Zero ? ReadTimeoutDefault : written < ReadTimeoutMax ? written : ReadTimeoutMax;

    /// <summary>True when unfinished messages are given to others.</summary>
    public bool Reclaims => ProcessingTimeout > TimeSpan.Zero && RedeliverInterval > TimeSpan.Zero;
}
