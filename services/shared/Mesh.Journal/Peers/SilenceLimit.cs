namespace Mesh.Journal.Peers;

/// <summary>
/// How long a peer with calls in flight may say nothing before it counts as gone: three times the longest pause that it made recently,
/// within bounds. Under load both sides are late, and a fixed limit would take the owner's partitions away just then.
/// </summary>
internal sealed class SilenceLimit
{
    /// <summary>How much of the longest pause is remembered from one message to the next: a thirtieth after a hundred.</summary>
    private const double Memory = 0.966;

    private const int Factor = 3;

    private TimeSpan longest = PeerLimits.PulsePeriod;

    /// <summary>The limit now.</summary>
    public TimeSpan Current
    {
        get
        {
            var wanted = longest * Factor;
            return wanted < PeerLimits.SilenceMin ? PeerLimits.SilenceMin
                : wanted > PeerLimits.SilenceMax ? PeerLimits.SilenceMax
                : wanted;
        }
    }

    /// <summary>Learns of a pause that has ended, while calls were in flight.</summary>
    public void Learn(TimeSpan pause)
    {
        var remembered = longest * Memory;
        longest = pause > remembered ? pause : remembered;
    }
}
