using Mesh.Journal.History;

namespace Mesh.Journal.Tests.History;

public sealed class SegmentFormatTests
{
    /// <summary>One key has so many entries that they fill blocks of their own: all of them are found, and nothing else.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(2_720)]
    [InlineData(9_000)]
    public void Find_InTheBlocksOfAKey_FindsExactlyItsEntries(int entriesOfTheKey)
    {
        var entries = Enumerable.Range(1, 5_000).Select(key => new HistoryEntry((UInt128)key * 10, Sequence: 7, key))
            .Concat(Enumerable.Range(1, entriesOfTheKey).Select(index => new HistoryEntry(20_005, (ulong)index, index))).Order().ToArray();
        var (part, blocks) = SegmentFormat.MakePart(entries);

        var all = entries.Select(entry => entry.Key).Distinct().ToDictionary(key => key, key => Find(part, blocks, key));

        Assert.Equal(entriesOfTheKey, all[20_005].Count);
        Assert.All(entries.GroupBy(entry => entry.Key), group => Assert.Equal(group, all[group.Key]));
        Assert.Empty(Find(part, blocks, 20_006));
    }

    [Fact]
    public void ReadAll_OfEveryBlock_GivesTheEntriesBack()
    {
        var entries = Enumerable.Range(1, 6_000).Select(key => new HistoryEntry((UInt128)key, (1UL << 48) - 1, Index: 65_535)).ToArray();

        var (_, blocks) = SegmentFormat.MakePart(entries);

        Assert.Equal(3, blocks.Count);
        Assert.Equal(entries, blocks.SelectMany(block => SegmentFormat.ReadAll(block)));
    }

    private static List<HistoryEntry> Find(SegmentPart part, IReadOnlyList<byte[]> blocks, UInt128 key)
    {
        var found = new List<HistoryEntry>();
        foreach (var block in blocks.Take(part.BlocksOf(key)))
        {
            SegmentFormat.Find(block, key, found);
        }

        return found;
    }
}
