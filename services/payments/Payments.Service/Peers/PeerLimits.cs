namespace Mesh.Payments.Service.Peers;

/// <summary>Every bound on calls to peers, with unit and reason.</summary>
internal static class PeerLimits
{
    /// <summary>
    /// Items of one call. A ledger transfer or a payment snapshot is at most about 600 B, so a full call stays far below the 4 MiB that a
    /// sidecar passes on; both peers take 8,190.
    /// </summary>
    public const int ItemsPerCallMax = 4_000;

    /// <summary>Tries of a call that the peer answers with INTERNAL: a sidecar that was lost in mid-call is back by then.</summary>
    public const int InternalTriesMax = 6;

    /// <summary>First wait before a call is repeated.</summary>
    public static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest wait: a peer that is back is used again within this time.</summary>
    public static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(2);
}
