namespace Mesh.Client;

/// <summary>How patient a client is.</summary>
public sealed record MeshClientOptions
{
    /// <summary>
    /// Time limit of the first try of a call. A replica that was stopped cannot say so: this is what a call loses by it. Each further try
    /// of the same call has twice the time of the one before, so that what is merely slow is answered in the end. Default: 1 s.
    /// </summary>
    public TimeSpan FirstTryLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time limit of a try, at most. Default: 8 s.</summary>
    public TimeSpan TryLimitMax { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Time limit of a whole call that is given no deadline. Default: 30 s.</summary>
    public TimeSpan CallLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before the second try of a call; doubles, jittered, with every further one. Default: 10 ms.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Wait between two tries, at most. Default: 0.5 s.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a replica that failed a try is passed over while another one is there. Default: 2 s.</summary>
    public TimeSpan SuspicionTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest message in either direction, in bytes. Default: 4 MiB, what Mesh takes.</summary>
    public int MessageBytesMax { get; init; } = 4 * 1024 * 1024;
}
