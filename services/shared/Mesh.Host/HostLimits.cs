namespace Mesh.Host;

/// <summary>Holds every bound of a Mesh gRPC server, with its unit and its reason.</summary>
public static class HostLimits
{
    /// <summary>Largest message in either direction: what gRPC libraries accept by default, and daprd's default body size.</summary>
    public const int MessageBytesMax = 4 * 1024 * 1024;

    /// <summary>Time limit of a unary call whose caller gives none: well above the 3 s that a single fault may cost.</summary>
    public static readonly TimeSpan DeadlineDefault = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Longest time limit of a unary call; a longer wish is cut to this. Long polls have to answer, even empty, before it.
    /// </summary>
    public static readonly TimeSpan DeadlineMax = TimeSpan.FromSeconds(60);

    /// <summary>How long a stopping server waits for calls in flight: inside the 30 s that Kubernetes grants by default.</summary>
    public static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(10);

    /// <summary>How long everything else (partitions, subscriptions, connections) may take to stop after the drain.</summary>
    public static readonly TimeSpan StopMax = TimeSpan.FromSeconds(15);

    /// <summary>Calls in flight per connection. Kestrel's default of 100 queues calls when a peer service batches for hundreds.</summary>
    public const int StreamsPerConnectionMax = 1_000;

    /// <summary>Quiet time after which the server asks whether the client still lives.</summary>
    public static readonly TimeSpan KeepAlivePingDelay = TimeSpan.FromSeconds(30);

    /// <summary>Time to answer that question before the connection is closed.</summary>
    public static readonly TimeSpan KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
}
