namespace Mesh.Journal.Witness;

/// <summary>Every bound of the exchange of positions, with its unit and its reason.</summary>
internal static class WitnessLimits
{
    /// <summary>Positions in one request: one for each partition that a service may have.</summary>
    public const int PositionsMax = JournalLimits.PartitionCountMax;

    /// <summary>Positions of a partition that are known to be right without reading the record: those given out of late.</summary>
    public const int GivenMax = 16;

    /// <summary>Bytes of the key that seals positions: as many as the seal has.</summary>
    public const int KeyBytes = 32;

    /// <summary>How often a caller exchanges positions: what is committed and lost again within less may go unnoticed.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
}
