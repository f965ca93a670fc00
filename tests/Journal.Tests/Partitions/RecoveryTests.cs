using Mesh.Journal.Records;
using Mesh.Journal.V1;
using Mesh.Testing.State;
using Mesh.Testing.Text;

namespace Mesh.Journal.Tests.Partitions;

public sealed class RecoveryTests
{
    [Fact]
    public async Task Start_JournalOfManyRecords_RebuildsTheState()
    {
        var store = new InMemoryStateStore();
        var texts = Enumerable.Range(0, 700).Select(number => $"text {number}").ToArray();
        await using (var before = await TextPartition.StartAsync(store))
        {
            foreach (var text in texts)
            {
                await before.SubmitAsync(text);
            }
        }

        await using var after = await TextPartition.StartAsync(store);

        Assert.Equal(texts, await after.ReadAsync(ReadConsistency.Linearizable));
        Assert.Equal(702UL, after.Serving.Head.Sequence);
        Assert.InRange(after.Store.KeysPerGetManyMax, 48, 1_024);
    }

    [Fact]
    public async Task Start_RecordsOfTheLargestSize_NeverAsksForMoreThanAnAnswerCarries()
    {
        var store = new LimitedStateStore(new InMemoryStateStore());
        await WriteAsync(store, Enumerable.Repeat(JournalLimits.RecordBytesMax - 300, 10));

        await using var after = await TextPartition.StartAsync(store);

        Assert.Equal(10, (await after.ReadAsync(ReadConsistency.Linearizable)).Count);
        Assert.Equal(0, store.RefusalCount);
    }

    [Fact]
    public async Task Start_SmallRecordsAndThenLargeOnes_AsksAgainForFewer()
    {
        var store = new LimitedStateStore(new InMemoryStateStore());
        await WriteAsync(store, [.. Enumerable.Repeat(10, 300), .. Enumerable.Repeat(JournalLimits.RecordBytesMax - 300, 10)]);

        await using var after = await TextPartition.StartAsync(store);

        Assert.Equal(310, (await after.ReadAsync(ReadConsistency.Linearizable)).Count);
        Assert.True(store.RefusalCount > 0);
    }

    [Fact]
    public async Task Stop_InOrder_LeavesAHintAtTheHead()
    {
        var store = new InMemoryStateStore();
        await using var partition = await TextPartition.StartAsync(store);
        await partition.SubmitAsync("a");

        await partition.Serving.StopAsync(CancellationToken.None);

        var stored = await store.GetAsync(RecordKeys.Head(partition: 0), CancellationToken.None);
        var hint = HeadHint.Parser.ParseFrom(stored!.Value.Span);
        Assert.Equal(2UL, hint.Sequence);
        Assert.Equal((await partition.RecordAsync(2)).Hash, hint.Hash.ToByteArray());
    }

    [Fact]
    public async Task Start_RecordOfANewerFormat_SaysSo()
    {
        var store = new InMemoryStateStore();
        await using (await TextPartition.StartAsync(store, new TextMachine { FormatVersion = 2 }, observer: null))
        {
        }

        var failure = await Assert.ThrowsAsync<JournalDamagedException>(() => TextPartition.StartAsync(store));

        Assert.Contains("has format version 2; this program reads up to 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_JournalOfAnotherService_IsRefused()
    {
        var store = new InMemoryStateStore();
        await using (var bank = await Mesh.Testing.Partitions.TestPartitions.StartAsync(
            new Mesh.Testing.Bank.BankMachine(), TimeProvider.System, store, count: 1, observer: null))
        {
        }

        var failure = await Assert.ThrowsAsync<JournalDamagedException>(() => TextPartition.StartAsync(store));

        Assert.Equal(1UL, failure.Sequence);
    }

    private static async Task WriteAsync(LimitedStateStore store, IEnumerable<int> lengths)
    {
        await using var before = await TextPartition.StartAsync(store);
        foreach (var length in lengths)
        {
            await before.SubmitAsync(new string('x', length));
        }
    }
}
