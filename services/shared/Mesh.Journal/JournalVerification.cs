using Mesh.Journal.Proofs;

namespace Mesh.Journal;

/// <summary>What a verification found.</summary>
/// <param name="VerifiedThrough">Sequence of the last record that was verified; 0 when none was.</param>
/// <param name="HeadHash">Hash of that record, 32 bytes; the genesis hash when none was.</param>
/// <param name="FirstBadSequence">First record that is missing or wrong; 0 when intact.</param>
/// <param name="Problem">What is wrong with it, for an operator; empty when intact.</param>
public sealed record JournalVerification(ulong VerifiedThrough, ReadOnlyMemory<byte> HeadHash, ulong FirstBadSequence, string Problem)
{
    /// <summary>True when every record is present and fits, and the state rebuilt from them equals the one in memory.</summary>
    public bool IsIntact => FirstBadSequence == 0;

    /// <summary>The tree over the events of the records that were verified; null when no record was.</summary>
    public TreeHead? Tree { get; init; }

    /// <summary>Number of published tree heads that were found to be heads of that tree.</summary>
    public ulong PublishedHeads { get; init; }
}
