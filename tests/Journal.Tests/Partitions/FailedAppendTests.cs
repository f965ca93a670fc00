using Mesh.Journal.Records;
using Mesh.Kernel;
using Mesh.Testing.State;
using Mesh.Testing.Text;

namespace Mesh.Journal.Tests.Partitions;

public sealed class FailedAppendTests
{
    [Fact]
    public async Task Append_FailsAfterItsEffect_IsCommittedOnce()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var submitted = partition.SubmitAsync("a");

        await (await partition.Store.NextCreateAsync()).FailAfterEffectAsync();

        Assert.Equal(1, await submitted);
        Assert.Equal(2UL, partition.Serving.Head.Sequence);
    }

    [Fact]
    public async Task Append_FailsBeforeItsEffect_IsSentAgainUnderTheSameNumber()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var submitted = partition.SubmitAsync("a");
        var failed = await partition.Store.NextCreateAsync();
        var again = partition.Store.NextCreateAsync();

        failed.Fail();
        await AdvanceUntilAsync(partition, again);
        var repeated = await again;
        await repeated.ReleaseAsync();

        Assert.Equal(failed.Key, repeated.Key);
        Assert.Equal(1, await submitted);
    }

    [Fact]
    public async Task Append_AnotherWriterWasFirst_CatchesUpAndDecidesAgain()
    {
        var store = new InMemoryStateStore();
        await using var one = await TextPartition.StartAsync(store);
        await using var other = await TextPartition.StartAsync(store);

        Assert.Equal(1, await one.SubmitAsync("from one"));
        Assert.Equal(2, await other.SubmitAsync("from other"));
        Assert.Equal(3, await one.SubmitAsync("from one again"));

        Assert.Equal(["from one", "from other", "from one again"], await other.ReadAsync(ReadConsistency.Linearizable));
        Assert.True((await one.Serving.VerifyAsync(CancellationToken.None)).IsIntact);
        Assert.True((await other.Serving.VerifyAsync(CancellationToken.None)).IsIntact);
    }

    [Fact]
    public async Task Append_StoreNeverAnswers_SaysThatTheOutcomeIsUnknown()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var submitted = partition.SubmitAsync("a");

        await FailEveryTryAsync(partition, submitted);

        var failure = await Assert.ThrowsAsync<ServiceUnavailableException>(() => submitted);
        Assert.True(failure.OutcomeUnknown);
    }

    [Fact]
    public async Task Append_LandsAfterItsOutcomeWasUnknown_IsFoundBeforeTheNextCommandIsDecided()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var submitted = partition.SubmitAsync("late");
        var first = await partition.Store.NextCreateAsync();
        first.Fail();
        await FailEveryTryAsync(partition, submitted);
        await Assert.ThrowsAsync<ServiceUnavailableException>(() => submitted);
        partition.Store.Holds = false;
        var bytes = Copy(partition, first.Key);

        await partition.Memory.CreateAsync(first.Key, await bytes, CancellationToken.None);

        Assert.Equal(2, await partition.SubmitAsync("next"));
        Assert.Equal(["late", "next"], await partition.ReadAsync(ReadConsistency.Linearizable));
    }

    /// <summary>What the first try would have written: the same partition decides it again over a copy of the journal before it.</summary>
    private static async Task<ReadOnlyMemory<byte>> Copy(TextPartition partition, string key)
    {
        Assert.Equal(RecordKeys.Record(partition: 0, sequence: 2), key);
        var draft = new RecordDraft();
        var claim = await partition.RecordAsync(1);
        draft.Begin(claim.Writer, claim.Time.PlusNanos(1), formatVersion: 1);
        draft.Add(new TextMachine(), "late");
        return draft.Seal(sequence: 2, claim.Hash).Bytes;
    }

    private static async Task FailEveryTryAsync(TextPartition partition, Task submitted)
    {
        while (!submitted.IsCompleted)
        {
            var next = partition.Store.NextCreateAsync();
            await AdvanceUntilAsync(partition, Task.WhenAny(next, submitted));
            if (next.IsCompleted)
            {
                (await next).Fail();
            }
        }
    }

    /// <summary>Moves the clock on until something has happened: back-off waits on it, and nothing else does.</summary>
    private static async Task AdvanceUntilAsync(TextPartition partition, Task happened)
    {
        while (!happened.IsCompleted)
        {
            partition.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await happened;
    }
}
