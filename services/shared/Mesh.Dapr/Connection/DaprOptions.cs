namespace Mesh.Dapr.Connection;

/// <summary>Where the sidecar is and how long calls may take. Every default is stated here; no call is without a time limit.</summary>
public sealed record DaprOptions
{
    /// <summary>The sidecar's gRPC API, <c>http://host:port</c> or <c>https://…</c>. Required.</summary>
    public required Uri GrpcEndpoint { get; init; }

    /// <summary>The sidecar's HTTP API (health only). Required.</summary>
    public required Uri HttpEndpoint { get; init; }

    /// <summary>Sent as <c>dapr-api-token</c> with every call to the sidecar; null sends none.</summary>
    public string? ApiToken { get; init; }

    /// <summary>What the sidecar must show as <c>dapr-api-token</c> when it calls the app; null when the app demands none.</summary>
    public string? AppApiToken { get; init; }

    /// <summary>Time limit of a state call. Default 5 s: a real append takes a few ms, a stalled store must be noticed.</summary>
    public TimeSpan StateTimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time limit of a publish call. Default 5 s.</summary>
    public TimeSpan PublishTimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time limit of secret and lock calls. Default 5 s.</summary>
    public TimeSpan ComponentTimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Default time limit of an actor call and of reminder calls. Default 5 s: while placement is away every one of them hangs that long.
    /// </summary>
    public TimeSpan ActorTimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Default time limit of a call to a peer service, used when the caller sets none. Default 5 s. It reaches the callee.
    /// </summary>
    public TimeSpan PeerTimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time limit of metadata and shutdown calls. Default 1 s (architecture: the own sidecar is silent after 1 s).</summary>
    public TimeSpan SidecarTimeLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the sidecar may take to accept an actor stream or a subscription before it is opened again. Default 30 s.
    /// </summary>
    public TimeSpan StreamOpenTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a stream that is being stopped stays open after its last answer, so that the sidecar has passed it on before it sees the
    /// end. Default 100 ms.
    /// </summary>
    public TimeSpan StreamSettleTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the sidecar may take to end a stream whose send side was closed, before it is torn down. Default 5 s.</summary>
    public TimeSpan StreamCloseTimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long <see cref="Sidecar.ISidecar.WaitUntilReadyAsync"/> waits. Default 60 s.</summary>
    public TimeSpan StartTimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Largest message sent or received, in bytes. Default 4 MiB, the sidecar's own <c>--max-body-size</c> default: raise both, on both
    /// ends.
    /// </summary>
    public int MessageSizeMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>Says where the sidecar is; never a token, for options end up in logs.</summary>
    public override string ToString() => $"sidecar at {GrpcEndpoint} (gRPC) and {HttpEndpoint} (HTTP)";
}
