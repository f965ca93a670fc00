namespace Mesh.Journal.Peers;

/// <summary>Every bound of the peer link, with its unit and its reason.</summary>
internal static class PeerLimits
{
    /// <summary>Bytes of a link's message: the largest call that a server takes (4 MiB), and room for what goes round it.</summary>
    public const int MessageBytesMax = 5 * 1024 * 1024;

    /// <summary>Bytes after which a message is closed: what is more travels in the next one.</summary>
    public const int ContentBytesMax = 1024 * 1024;

    /// <summary>Calls in flight on one link: as many as wait for a partition at most, were each of one item.</summary>
    public const int CallsMax = 16_384;

    /// <summary>Links that a replica accepts at once: far more than a service has replicas.</summary>
    public const int LinksMax = 256;

    /// <summary>How often a call follows the owner before it is served where it came in: owners do not change faster than that.</summary>
    public const int HopsMax = 3;

    /// <summary>
    /// How often a call is begun here while its partition goes elsewhere each time: more than the changes of owner that one fault causes.
    /// </summary>
    public const int RoundsMax = 5;

    /// <summary>Random bytes of each side of a link.</summary>
    public const int NonceBytes = 16;

    /// <summary>Shortest key that is taken, in bytes of its text.</summary>
    public const int KeyBytesMin = 16;

    /// <summary>How far the clock of a sender may be from ours, either way; also how old a message may be.</summary>
    public static readonly TimeSpan ClockDifferenceMax = TimeSpan.FromSeconds(30);

    /// <summary>Time between two signs of life while calls are in flight.</summary>
    public static readonly TimeSpan PulsePeriod = TimeSpan.FromMilliseconds(100);

    /// <summary>Signs of life are this much rarer while no call is in flight.</summary>
    public const int IdlePulses = 10;

    /// <summary>
    /// Silence after which a peer with calls in flight counts as gone, at least: shorter deadlines cause takeovers by load alone
    /// (architecture, section 3, rule 1).
    /// </summary>
    public static readonly TimeSpan SilenceMin = TimeSpan.FromMilliseconds(500);

    /// <summary>The same, at most: with two such waits a call stays under 3 s.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromMilliseconds(1200);

    /// <summary>Silence of a peer without calls in flight after which it counts as gone: three signs of life missed.</summary>
    public static readonly TimeSpan IdleSilenceMax = TimeSpan.FromSeconds(4);

    /// <summary>How long a call waits for a link that is not open.</summary>
    public static readonly TimeSpan ContactMax = TimeSpan.FromMilliseconds(500);

    /// <summary>Time for a connection, and for the welcome on it.</summary>
    public static readonly TimeSpan OpenTimeMax = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait before a link is opened again.</summary>
    public static readonly TimeSpan ReopenDelayMax = TimeSpan.FromSeconds(1);

    /// <summary>How often the keys are read anew.</summary>
    public static readonly TimeSpan KeysPeriod = TimeSpan.FromSeconds(60);
}
