using Mesh.Journal.Store;

namespace Mesh.Journal.Replay;

/// <summary>
/// Tells the head from a hole. A record is only ever written by a writer that has read the one before it, so anything present beyond an
/// absent record shows that this record was lost.
/// </summary>
internal static class GapProbe
{
    /// <summary>
    /// How far beyond the head to look: near ones, where a single lost record shows, and ever farther ones for a lost range.
    /// </summary>
    private static readonly ulong[] Distances = [1, 2, 4, 16, 64, 256, 1024];

    /// <summary>Throws when a record beyond the absent one after <paramref name="head"/> is present.</summary>
    /// <exception cref="JournalDamagedException">The record after the head is missing.</exception>
    public static async Task RequireNoneBeyondAsync(ulong head, RecordStore records, CancellationToken cancellationToken)
    {
        var missing = head + 1;
        foreach (var distance in Distances)
        {
            // Another writer may have gone on while this one looked, so the hole is looked at again, last.
            if (await records.GetAsync(missing + distance, cancellationToken) is not null
                && await records.GetAsync(missing, cancellationToken) is null)
            {
                throw new JournalDamagedException(records.Partition, missing, $"is missing, though record {missing + distance} is there.");
            }
        }
    }
}
