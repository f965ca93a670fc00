using Google.Protobuf;
using Mesh.Dapr.State;
using Mesh.Journal.Records;
using Mesh.Journal.Replay;
using Mesh.Journal.Store;
using Mesh.Journal.V1;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Loop;

/// <summary>
/// Keeps a lazily written hint at how far a partition's journal reaches. It is a lower bound: a journal that turns out shorter has lost
/// records. Saved beside the loop, one save at a time; a hint that could not be saved is replaced by the next.
/// </summary>
internal sealed class HeadHintStore(IStateStore store, RecordStore records, ILogger logger)
{
    private const ulong RecordsBetweenSaves = 256;

    private ulong offered;
    private Task saving = Task.CompletedTask;

    /// <summary>Reads the hint; null when there is none.</summary>
    /// <exception cref="JournalDamagedException">What is stored is no hint.</exception>
    public async Task<HeadHint?> ReadAsync(CancellationToken cancellationToken)
    {
        var key = RecordKeys.Head(records.Partition);
        var stored = await records.GetValueAsync(key, cancellationToken);
        try
        {
            return stored is { } value ? HeadHint.Parser.ParseFrom(value.Span) : null;
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new JournalDamagedException(
                records.Partition, sequence: 0, $"is what {key} should hint at; it holds no hint.", malformed);
        }
    }

    /// <summary>Saves the head as a hint when enough records have come since the last.</summary>
    public void Offer(JournalHead head)
    {
        if (head.Sequence - offered >= RecordsBetweenSaves && saving.IsCompleted)
        {
            saving = SaveAsync(head);
        }
    }

    /// <summary>Saves the head at the end of an activation.</summary>
    public async Task FinishAsync(JournalHead head)
    {
        await saving;
        if (head.Sequence > offered)
        {
            await SaveAsync(head);
        }
    }

    private async Task SaveAsync(JournalHead head)
    {
        offered = head.Sequence;
        try
        {
            var hint = new HeadHint { Sequence = head.Sequence, Hash = UnsafeByteOperations.UnsafeWrap(head.Hash) };
            await store.SaveAsync(RecordKeys.Head(records.Partition), hint.ToByteArray(), CancellationToken.None);
        }
        catch (StateStoreException failure)
        {
            Log.HintFailed(logger, failure, records.Partition);
        }
    }
}
