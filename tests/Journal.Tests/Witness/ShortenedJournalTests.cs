using Google.Protobuf;
using Mesh.Journal.Records;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Witness;

/// <summary>
/// The newest records of a journal are lost, and every trace of them in the service's own store. Only a caller knows, and that is enough.
/// </summary>
public sealed class ShortenedJournalTests
{
    private readonly InMemoryStateStore store = new();
    private readonly InMemoryStateStore callers = new();

    [Fact]
    public async Task Exchange_NewestRecordsAndTheHintAreGone_ThePartitionStopsNamingBothPositions()
    {
        await CommitAndTellAsync("a", "b", "c", "d", "e");
        await DeleteFromAsync(3);
        await using var service = await WitnessedService.StartAsync(store);
        using var caller = service.NewWitness(callers);

        await caller.ExchangeAsync(CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<ServiceUnavailableException>(() => service.SubmitAsync(1, "f"));
        Assert.Contains("Record 4 of partition 1 is missing", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("told of record 6, but the journal ends at record 3", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await service.SubmitAsync(0, "the other partition serves on"));
        Assert.Equal(
            refusal.Message, "Partition 1 has stopped: " + (await service.Client.ListPartitionsAsync(new())).Partitions[1].Problem);
    }

    [Fact]
    public async Task Exchange_ThePartitionHasGoneOnDifferently_ThePartitionStopsNamingTheRecord()
    {
        await CommitAndTellAsync("a", "b", "c", "d", "e");
        await DeleteFromAsync(3);
        await using var service = await WitnessedService.StartAsync(store);
        using var caller = service.NewWitness(callers);
        foreach (var text in new[] { "C", "D", "E", "F" })
        {
            await service.SubmitAsync(1, text);
        }

        await caller.ExchangeAsync(CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<ServiceUnavailableException>(() => service.SubmitAsync(1, "g"));
        Assert.Contains("Record 6 of partition 1 has hash", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("now at record 7", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterTheLossWasNoticed_IsRefusedWithoutTheCaller()
    {
        await CommitAndTellAsync("a", "b", "c");
        await DeleteFromAsync(3);
        await using (var service = await WitnessedService.StartAsync(store))
        {
            using var caller = service.NewWitness(callers);
            await caller.ExchangeAsync(CancellationToken.None);
        }

        await using var again = await WitnessedService.StartAsync(store);

        var refusal = await Assert.ThrowsAsync<ServiceUnavailableException>(() => again.SubmitAsync(1, "d"));
        Assert.Contains("though the journal once reached record 4", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exchange_AStoppedPartition_IsSaidAgainAndTheOthersAreTold()
    {
        await CommitAndTellAsync("a", "b", "c");
        await DeleteFromAsync(3);
        await using var service = await WitnessedService.StartAsync(store);
        var told = await RememberedAsync();
        await service.Client.ExchangePositionsAsync(new ExchangePositionsRequest { Told = { told } });

        var again = await service.Client.ExchangePositionsAsync(new ExchangePositionsRequest { Told = { told } });

        var conflict = Assert.Single(again.Conflicts);
        Assert.Equal((1u, PositionConflictReason.Stopped), (conflict.Told.Partition, conflict.Reason));
        Assert.Equal([0u], again.Positions.Select(position => position.Partition));
    }

    [Fact]
    public async Task Exchange_JournalOnlyGrew_NothingStops()
    {
        await CommitAndTellAsync("a", "b");
        await using var service = await WitnessedService.StartAsync(store);
        await service.SubmitAsync(1, "c");

        var answer = await service.Client.ExchangePositionsAsync(
            new ExchangePositionsRequest { Told = { await RememberedAsync() } });

        Assert.Empty(answer.Conflicts);
        Assert.Equal(5UL, answer.Positions.Single(position => position.Partition == 1).Sequence);
        Assert.Equal(4, await service.SubmitAsync(1, "d"));
    }

    [Fact]
    public async Task Exchange_PositionThatTheServiceNeverGave_StopsNothing()
    {
        await using var service = await WitnessedService.StartAsync(store);
        var madeUp = new JournalPosition
        {
            Partition = 1, Sequence = 1_000, RecordHash = ByteString.CopyFrom(new byte[32]), Seal = ByteString.CopyFrom(new byte[32]),
        };
        var ours = (await service.Client.ExchangePositionsAsync(new())).Positions[1];
        var raised = new JournalPosition(ours) { Sequence = ours.Sequence + 1 };

        var answer = await service.Client.ExchangePositionsAsync(new ExchangePositionsRequest
        {
            Told = { madeUp, raised, new JournalPosition(ours) { Partition = 7 } },
        });

        Assert.All(answer.Conflicts, conflict => Assert.Equal(PositionConflictReason.SealUnknown, conflict.Reason));
        Assert.Equal(3, answer.Conflicts.Count);
        Assert.Equal(1, await service.SubmitAsync(1, "a"));
    }

    [Fact]
    public async Task Witness_IsToldLess_KeepsTheHighest()
    {
        await CommitAndTellAsync("a", "b", "c");
        var highest = (await RememberedAsync()).Single(position => position.Partition == 1);
        await DeleteFromAsync(3);
        await using var service = await WitnessedService.StartAsync(store);
        using var caller = service.NewWitness(callers);

        await caller.ExchangeAsync(CancellationToken.None);
        await caller.ExchangeAsync(CancellationToken.None);

        Assert.Equal(highest, (await RememberedAsync()).Single(position => position.Partition == 1));
    }

    [Fact]
    public async Task Witness_TwoReplicasOfACaller_ShareTheHighest()
    {
        await using var service = await WitnessedService.StartAsync(store);
        using var slow = service.NewWitness(callers);
        using var quick = service.NewWitness(callers);
        await slow.ExchangeAsync(CancellationToken.None);
        await service.SubmitAsync(1, "a");
        await service.SubmitAsync(1, "b");
        await quick.ExchangeAsync(CancellationToken.None);
        await service.SubmitAsync(0, "c");

        await slow.ExchangeAsync(CancellationToken.None);

        Assert.Equal([2UL, 3UL], (await RememberedAsync()).Select(position => position.Sequence));
    }

    private async Task CommitAndTellAsync(params string[] texts)
    {
        await using var service = await WitnessedService.StartAsync(store);
        foreach (var text in texts)
        {
            await service.SubmitAsync(1, text);
        }

        using var caller = service.NewWitness(callers);
        await caller.ExchangeAsync(CancellationToken.None);
    }

    /// <summary>Deletes records of partition 1, the hint at its head, and all that was derived from them.</summary>
    private async Task DeleteFromAsync(ulong sequence)
    {
        for (; await store.GetAsync(RecordKeys.Record(1, sequence), CancellationToken.None) is not null; sequence++)
        {
            await store.DeleteAsync(RecordKeys.Record(1, sequence), CancellationToken.None);
        }

        string[] derived = ["head/1", "proof/1/", "snapshot/1/", "history/1/"];
        foreach (var key in store.Keys.Where(key => derived.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))))
        {
            await store.DeleteAsync(key, CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<JournalPosition>> RememberedAsync()
    {
        var stored = await callers.GetAsync(RecordKeys.Witness("text"), CancellationToken.None);
        return [.. WitnessedPositions.Parser.ParseFrom(stored!.Value.Span).Positions.Select(position => new JournalPosition
        {
            Partition = position.Partition,
            Sequence = position.Sequence,
            RecordHash = position.RecordHash,
            Seal = position.Seal,
        })];
    }
}
