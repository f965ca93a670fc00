using Mesh.Journal.Records;
using Mesh.Journal.Replay;
using Mesh.Journal.Store;
using Mesh.Kernel;

namespace Mesh.Journal.History;

/// <summary>Finds places by time: times only ever grow along the journal, so halving finds them.</summary>
internal static class PlaceSearch
{
    /// <summary>Finds the last place whose event is earlier than a time.</summary>
    /// <exception cref="JournalDamagedException">A record is missing or wrong.</exception>
    public static async Task<JournalPlace> FindBeforeAsync(
        Moment time, JournalHead head, RecordStore records, CancellationToken cancellationToken)
    {
        if (head.Time < time)
        {
            return JournalPlace.EndOf(head.Sequence);
        }

        // The record at `low` begins before the time, the one at `high` does not.
        var (low, high, begin) = (0UL, head.Sequence + 1, default(Moment));
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            var middleBegin = await ReadBeginAsync(middle, records, cancellationToken);
            (low, high, begin) = middleBegin < time ? (middle, high, middleBegin) : (low, middle, begin);
        }

        // Event i of a record is i nanoseconds later than its first.
        return low == 0
            ? JournalPlace.Start
            : new JournalPlace(low, (int)Math.Min(time.UnixNanos - begin.UnixNanos - 1, ushort.MaxValue));
    }

    private static async Task<Moment> ReadBeginAsync(ulong sequence, RecordStore records, CancellationToken cancellationToken)
    {
        var stored = await records.GetAsync(sequence, cancellationToken)
            ?? throw new JournalDamagedException(records.Partition, sequence, "is missing, though it was committed.");
        return RecordReader.Read(records.Partition, sequence, stored).Time;
    }
}
