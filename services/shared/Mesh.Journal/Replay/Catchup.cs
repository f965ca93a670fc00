using Mesh.Journal.Records;
using Mesh.Journal.Store;

namespace Mesh.Journal.Replay;

/// <summary>Reads forward from where a fold stands.</summary>
internal static class Catchup
{
    /// <summary>Reads and applies the next records, as many as one answer of the store carries.</summary>
    /// <param name="fold">What they are applied to.</param>
    /// <param name="records">Where they are read.</param>
    /// <param name="through">The last record to apply.</param>
    /// <param name="applied">Called with each record and its events, after it was applied.</param>
    /// <param name="cancellationToken">Gives up; the fold then stands after some whole record.</param>
    /// <returns>True when the next record was absent: the fold stands at the head as it was when this step began, or later.</returns>
    public static async Task<bool> StepAsync<TState, TCommand, TResult, TEvent>(
        JournalFold<TState, TCommand, TResult, TEvent> fold,
        RecordStore records,
        ulong through,
        Action<StoredRecord, TEvent[]> applied,
        CancellationToken cancellationToken)
    {
        await fold.MakeRoomAsync(cancellationToken);
        var first = fold.Head.Sequence + 1;
        var (values, reachedAbsent) = await records.ReadForwardAsync(first, countMax: through - fold.Head.Sequence, cancellationToken);
        foreach (var value in values)
        {
            var record = RecordReader.Read(records.Partition, fold.Head.Sequence + 1, value);
            applied(record, fold.Apply(record));
        }

        return reachedAbsent;
    }
}
