using System.Globalization;

namespace Mesh.Journal.Proofs;

/// <summary>
/// A stored part of a partition's tree is missing or not what was written there. The journal itself may be whole, and the partition serves
/// on; it gives no proofs. The tree is derived, so it can be built anew.
/// </summary>
internal sealed class ProofsDamagedException(int partition, string key, Exception? inner = null) : Exception(
    string.Create(
        CultureInfo.InvariantCulture,
        $"The proofs of partition {partition} are damaged: {key} is missing or not what was written there. Verify the journal; when it is "
        + $"intact, delete every key that begins with proof/{partition}/ and start anew: the tree is built again from the records."),
    inner);
