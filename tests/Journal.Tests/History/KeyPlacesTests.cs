using Mesh.Journal.History;
using Mesh.Journal.Store;
using Mesh.Testing.State;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Journal.Tests.History;

/// <summary>A key with entries in several segments, parts and blocks, in windows, and on all seams between them.</summary>
public sealed class KeyPlacesTests
{
    private const int PartitionNumber = 3;
    private const int EntriesOfASequence = 7;
    private static readonly UInt128 Key = 20_005;

    private readonly InMemoryStateStore store = new();
    private readonly SegmentStore segments;

    public KeyPlacesTests() => segments = new SegmentStore(
        store, () => new RecordStore(store, PartitionNumber, new FakeTimeProvider(), seed: 1), PartitionNumber);

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(2_720)]
    [InlineData(100_000)]
    public async Task Find_PageByPage_GivesEachPlaceOnceInItsOrder(int pageSize)
    {
        var (history, expected) = await MakeAsync();
        foreach (var isNewestFirst in new[] { false, true })
        {
            // From a few beginnings: page by page through all of it takes long with small pages.
            foreach (var skipped in new[] { 0, 1, 2_715, 9_000, 14_000, expected.Length - 2 })
            {
                var inOrder = isNewestFirst ? [.. expected.Reverse()] : expected;
                var range = isNewestFirst
                    ? new PastRange(JournalPlace.Start, inOrder[skipped], pageSize, isNewestFirst)
                    : new PastRange(inOrder[skipped].Previous, JournalPlace.End, pageSize, isNewestFirst);

                var found = await new KeyPlaces(segments, history, Key, range).FindAsync(CancellationToken.None);

                Assert.Equal(inOrder.Skip(skipped).Take(pageSize + 1), found);
            }
        }
    }

    [Fact]
    public async Task Find_WithinBothBounds_GivesNothingElse()
    {
        var (history, expected) = await MakeAsync();
        foreach (var isNewestFirst in new[] { false, true })
        {
            var range = new PastRange(expected[4_000], expected[12_000], CountMax: 100_000, isNewestFirst);

            var found = await new KeyPlaces(segments, history, Key, range).FindAsync(CancellationToken.None);

            Assert.Equal(expected[4_001..12_001], found.Order());
        }
    }

    [Fact]
    public async Task Find_OtherKeys_GivesTheirsAlone()
    {
        var (history, _) = await MakeAsync();

        Assert.Empty(await new KeyPlaces(segments, history, Key + 1, PastRange.All(10)).FindAsync(CancellationToken.None));
        Assert.Equal(3, (await new KeyPlaces(segments, history, 10, PastRange.All(10)).FindAsync(CancellationToken.None)).Count);
    }

    /// <summary>
    /// Two segments, the first of two parts that share the key, and two windows of which one is in the view by now. No record is divided
    /// between them.
    /// </summary>
    private async Task<(HistorySnapshot History, JournalPlace[] Expected)> MakeAsync()
    {
        var first = await StoreAsync(number: 0, Entries(1, 8_000), cutAt: 9_000);
        var written = Entries(8_001, 2_996);
        var second = await StoreAsync(number: 1, written, cutAt: int.MaxValue);
        var current = Entries(10_997, 4_000);
        var history = new HistorySnapshot(
            HistoryView.Empty.With(first).With(second), [InTime(written), InTime(current)], Head: 100_000);
        JournalPlace[] expected = [.. Enumerable.Range(1, 14_996).Select(PlaceOf)];
        return (history, expected);

        static HistoryEntry[] InTime(HistoryEntry[] entries) => [.. entries.OrderBy(entry => (entry.Sequence, entry.Index))];
    }

    private static JournalPlace PlaceOf(int number) => new((ulong)(number / EntriesOfASequence) + 1, number % EntriesOfASequence);

    /// <summary>So many entries of the key, one for each number, and some of others.</summary>
    private static HistoryEntry[] Entries(int firstNumber, int count)
    {
        var others = Enumerable.Range(1, 4_000).Select(
            key => new HistoryEntry((UInt128)key * 10, PlaceOf(firstNumber).Sequence + 1, Index: 1_000 + key));
        return
        [
            .. Enumerable.Range(firstNumber, count).Select(PlaceOf).Select(place => new HistoryEntry(Key, place.Sequence, place.Index))
                .Concat(others).Order(),
        ];
    }

    private async Task<Segment> StoreAsync(int number, HistoryEntry[] entries, int cutAt)
    {
        var parts = new List<SegmentPart>();
        foreach (var some in new[] { entries.Take(cutAt).ToArray(), entries.Skip(cutAt).ToArray() }.Where(some => some.Length > 0))
        {
            var (part, blocks) = SegmentFormat.MakePart(some);
            await segments.WritePartAsync(level: 0, number, parts.Count, part, blocks, CancellationToken.None);
            parts.Add(part);
        }

        var (firstSequence, lastSequence) = (entries.Min(entry => entry.Sequence), entries.Max(entry => entry.Sequence));
        return new Segment(Level: 0, number, firstSequence, lastSequence, parts);
    }
}
