using Mesh.Kernel;

namespace Mesh.Journal.Proofs;

/// <summary>The Merkle tree over the events of a partition at one size. The same journal gives the same head, whenever it is asked for.
/// </summary>
/// <param name="Service">Service whose journal it is.</param>
/// <param name="Partition">Number of the partition.</param>
/// <param name="Size">Number of leaves: of events.</param>
/// <param name="Root">Root, 32 bytes.</param>
/// <param name="Sequence">Number of the record that the last leaf comes from; 0 when the tree is empty.</param>
/// <param name="RecordHash">Hash of that record, 32 bytes; the genesis hash when the tree is empty.</param>
/// <param name="Time">When the last leaf happened; the epoch when the tree is empty.</param>
public sealed record TreeHead(
    string Service,
    int Partition,
    ulong Size,
    ReadOnlyMemory<byte> Root,
    ulong Sequence,
    ReadOnlyMemory<byte> RecordHash,
    Moment Time);
