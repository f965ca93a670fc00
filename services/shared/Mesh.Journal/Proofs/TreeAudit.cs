using Mesh.Journal.Records;
using Mesh.Journal.V1;
using Mesh.Kernel.Merkle;

namespace Mesh.Journal.Proofs;

/// <summary>
/// Builds the tree of a partition from its first record, beside a verification, and compares it with all that is stored of it: tiles, tree
/// heads, and the hash of every record. A journal that was rewritten with all its hashes passes for a chain, but not for this one.
/// </summary>
internal sealed class TreeAudit(string service, int partition, TreeStore stored)
{
    private readonly TreeBuilder builder = new(service, partition);
    private ProofCheckpoint? checkpoint;
    private (ulong Sequence, string Problem)? badRecord;
    private (ulong Sequence, string Problem)? badProof;

    /// <summary>The tree over the records that were added.</summary>
    public TreeHead? Tree => builder.Sequence == 0 ? null : Head(builder.View());

    /// <summary>Number of tree heads that were compared and are right.</summary>
    public ulong HeadsFound { get; private set; }

    /// <summary>Reads how far the stored tree reaches, before the first record is added.</summary>
    /// <exception cref="Mesh.Dapr.State.StateStoreException">The store did not answer.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            checkpoint = await stored.ReadCheckpointAsync(cancellationToken);
        }
        catch (ProofsDamagedException damage)
        {
            badProof = (1, damage.Message);
        }
    }

    /// <summary>Adds the next record.</summary>
    public void Add(StoredRecord record) => builder.Add(record);

    /// <summary>Compares what was completed since the last time.</summary>
    /// <exception cref="Mesh.Dapr.State.StateStoreException">The store did not answer.</exception>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        foreach (var value in builder.TakeCompleted())
        {
            var found = await stored.ReadAsync(value.Key, cancellationToken);
            if (value.Kind == ProofKind.RecordHashes)
            {
                var block = (value.Sequence - 1) / ProofLimits.BlockRecords;
                CompareHashes(block, value.Bytes.Span, found ?? CheckpointHashes(block));
            }

            Compare(value, found);
        }
    }

    /// <summary>Says what is wrong with the journal, or else with the stored tree, after the last record was added; null when nothing is.
    /// </summary>
    /// <exception cref="Mesh.Dapr.State.StateStoreException">The store did not answer.</exception>
    public async Task<(ulong Sequence, string Problem)?> FinishAsync(CancellationToken cancellationToken)
    {
        await CompareAsync(cancellationToken);
        var block = builder.Sequence / ProofLimits.BlockRecords;
        var found = await stored.ReadAsync(RecordKeys.ProofRecordHashes(partition, block), cancellationToken);
        CompareHashes(block, builder.PendingRecordHashes, found ?? CheckpointHashes(block));
        if (checkpoint is not null && checkpoint.Sequence > builder.Sequence)
        {
            var missing = builder.Sequence + 1;
            badRecord ??= (
                missing, $"Record {missing} of partition {partition} is missing, though its proofs reach to record {checkpoint.Sequence}.");
        }

        return badRecord ?? badProof;
    }

    private void Compare(ProofValue value, ReadOnlyMemory<byte>? found)
    {
        if (found is { } present ? present.Span.SequenceEqual(value.Bytes.Span) : IsNotDueYet(value))
        {
            HeadsFound += value.Kind == ProofKind.Head && found is not null ? 1UL : 0;
            return;
        }

        badProof ??= (value.Sequence, value.Kind == ProofKind.Head
            ? $"The tree head published under {value.Key} is missing or is not what the journal gives at record {value.Sequence}."
            : new ProofsDamagedException(partition, value.Key).Message);
    }

    private bool IsNotDueYet(ProofValue value) => value.Sequence > (checkpoint?.Sequence ?? 0);

    private ReadOnlyMemory<byte>? CheckpointHashes(ulong block) =>
        checkpoint is not null && checkpoint.Sequence / ProofLimits.BlockRecords == block ? checkpoint.RecordHashes.Memory : null;

    private void CompareHashes(ulong block, ReadOnlySpan<byte> rebuilt, ReadOnlyMemory<byte>? noted)
    {
        if (noted is not { } known || badRecord is not null)
        {
            return;
        }

        var same = rebuilt.CommonPrefixLength(known.Span) / MerkleHash.ByteLength;
        if (same < Math.Min(rebuilt.Length, known.Length) / MerkleHash.ByteLength)
        {
            var sequence = block * ProofLimits.BlockRecords + (ulong)same + 1;
            badRecord = (
                sequence,
                $"Record {sequence} of partition {partition} is another one than the one that its proofs were made from.");
        }
    }

    private TreeHead Head(TreeView view) =>
        new(service, partition, view.Size, view.Root, view.Last.Sequence, view.Last.RecordHash, view.Last.Time);
}
