using Mesh.Dapr.Actors;
using Mesh.Journal.Records;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Placement;

public sealed class PartitionSetTests
{
    private static readonly ActorId First = new("TextPartition", "0");

    [Fact]
    public async Task Start_FreshStore_ChecksTheCountHostsTheActorsAndWakesEveryPartition()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 3);

        Assert.Equal(["sidecar ready", "hosts TextPartition"], service.Placement.Steps);
        Assert.Equal(3, service.Placement.CallCount);
        Assert.All(service.Inspection.ListPartitions(), partition =>
        {
            Assert.True(partition.IsActive);
            Assert.Equal(1UL, partition.HeadSequence);
            Assert.Equal("replica-a", partition.WriterReplica);
        });
    }

    [Fact]
    public async Task Start_StoreHasAnotherPartitionCount_IsRefused()
    {
        var store = new InMemoryStateStore();
        await using (await TextService.StartAsync(store, partitionCount: 2))
        {
        }

        await using var service = new TextService(store, partitionCount: 3);

        await Assert.ThrowsAsync<JournalStartException>(service.StartAsync);
    }

    [Fact]
    public async Task Get_PartitionServes_DoesNotAskPlacement()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 1);
        service.Placement.IsAway = true;

        Assert.Equal(1, await service.SubmitAsync(partition: 0, "a"));
        Assert.Equal(1, service.Placement.CallCount);
    }

    [Fact]
    public async Task Get_NumberOutOfRange_Throws()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 2);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await service.Partitions.GetAsync(2, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await service.Partitions.GetAsync(-1, CancellationToken.None));
    }

    [Fact]
    public async Task ForTenant_AnyName_IsThePublishedHash()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 4);

        var partition = await service.Partitions.ForTenantAsync("acme", CancellationToken.None);

        Assert.Equal(PartitionHash.PartitionOf("acme", 4), partition.Number);
    }

    [Fact]
    public async Task Deactivate_PlacementStillNamesThisReplica_IsAskedAgainAndNothingChanges()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 1);
        await service.SubmitAsync(partition: 0, "a");
        var (stopping, asked) = (service.Observer.Stopping, service.Placement.NextCall);

        await service.Placement.Actors.DeactivateAsync(First, ActorDeparture.Deactivated, CancellationToken.None);
        await asked;

        Assert.Equal(2, await service.SubmitAsync(partition: 0, "b"));
        Assert.False(stopping.IsCancellationRequested);
        Assert.Equal(["0 activated with 0", "0 record 2: a", "0 record 3: b"], service.Observer.Told);
    }

    [Fact]
    public async Task Deactivate_ActorStreamIsLost_ServesOn()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 1);

        await service.Placement.Actors.DeactivateAsync(First, ActorDeparture.StreamLost, CancellationToken.None);
        service.Placement.IsAway = true;

        Assert.Equal(1, await service.SubmitAsync(partition: 0, "a"));
    }

    [Fact]
    public async Task Deactivate_PlacementIsAway_ServesOn()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 1);
        service.Placement.IsAway = true;
        await service.Placement.Actors.DeactivateAsync(First, ActorDeparture.Deactivated, CancellationToken.None);

        Assert.Equal(1, await service.SubmitAsync(partition: 0, "a"));
    }

    [Fact]
    public async Task Get_JournalIsDamaged_StaysStoppedAndSaysWhy()
    {
        var store = new InMemoryStateStore();
        await using (var before = await TextService.StartAsync(store, partitionCount: 1))
        {
            await before.SubmitAsync(partition: 0, "a");
            await before.SubmitAsync(partition: 0, "b");
        }

        await store.DeleteAsync(RecordKeys.Record(partition: 0, sequence: 2), CancellationToken.None);
        await using var service = new TextService(store, partitionCount: 1);
        await service.StartAsync();

        var failure = await Assert.ThrowsAsync<ServiceUnavailableException>(() => service.SubmitAsync(partition: 0, "c"));
        var again = await Assert.ThrowsAsync<ServiceUnavailableException>(() => service.SubmitAsync(partition: 0, "c"));
        var verification = await service.Inspection.VerifyAsync(partition: 0, CancellationToken.None);

        Assert.Contains("Record 2 of partition 0 is missing", failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Message, again.Message);
        Assert.Equal(2UL, verification.FirstBadSequence);
    }

    [Fact]
    public async Task Start_OneJournalIsDamaged_ServesTheOthersAndNamesTheRecord()
    {
        var store = new InMemoryStateStore();
        await using (var before = await TextService.StartAsync(store, partitionCount: 3))
        {
            await before.SubmitAsync(partition: 1, "a");
            await before.SubmitAsync(partition: 1, "b");
        }

        await store.DeleteAsync(RecordKeys.Record(partition: 1, sequence: 2), CancellationToken.None);

        // Ends only when the service says that it serves.
        await using var service = await TextService.StartAsync(store, partitionCount: 3);

        Assert.Equal(1, await service.SubmitAsync(partition: 0, "c"));
        Assert.Equal(1, await service.SubmitAsync(partition: 2, "c"));
        Assert.Equal(
            [(true, false), (false, true), (true, false)],
            service.Inspection.ListPartitions().Select(status =>
                (status.IsActive, status.Problem.StartsWith("Record 2 of partition 1 is missing", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Verify_NoSuchPartition_IsNotFound()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 1);

        var failure = await Assert.ThrowsAsync<ResourceNotFoundException>(() => service.Inspection.VerifyAsync(1, CancellationToken.None));

        Assert.Equal("PARTITION_NOT_FOUND", failure.Reason);
    }

    [Fact]
    public async Task Observer_ClaimAndCommands_IsToldOfEachRecordInOrder()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 1);

        await service.SubmitAsync(partition: 0, "a");
        await service.SubmitAsync(partition: 0, "b");

        Assert.Equal(["0 activated with 0", "0 record 2: a", "0 record 3: b"], service.Observer.Told);
    }

    [Fact]
    public async Task Observer_Throws_ThePartitionGoesOn()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 1);

        Assert.Equal(1, await service.SubmitAsync(partition: 0, "throw"));
        Assert.Equal(2, await service.SubmitAsync(partition: 0, "b"));
    }

    [Fact]
    public async Task Remind_PartitionIsDeactivated_TellsTheObserver()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 1);
        await service.Reminders.RegisterAsync(0, "expiry", TimeSpan.FromSeconds(5), period: null, CancellationToken.None);
        await service.Placement.Actors.DeactivateAsync(First, ActorDeparture.Deactivated, CancellationToken.None);

        await service.Placement.Actors.RemindAsync(new ActorReminder(First, "expiry", default), CancellationToken.None);

        Assert.Equal(["TextPartition/0/expiry"], service.Placement.Reminders);
        Assert.Equal("0 reminded of expiry", service.Observer.Told[^1]);
    }

    [Fact]
    public async Task Invoke_Owner_NamesThisReplica()
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 1);

        var answer = await service.Placement.InvokeAsync(First, "Owner", default, timeLimit: null, CancellationToken.None);

        var owner = Writer.Parser.ParseFrom(answer.Span);
        Assert.Equal("replica-a", owner.Replica);
        Assert.Equal("replica-a:5001", owner.Address);
    }

    [Theory]
    [InlineData("TextPartition", "0", "Transfer")]
    [InlineData("TextPartition", "7", "Wake")]
    [InlineData("OtherPartition", "0", "Wake")]
    [InlineData("TextPartition", "zero", "Wake")]
    public async Task Invoke_AnythingElse_IsRefused(string type, string id, string method)
    {
        await using var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 1);
        var call = new ActorCall(new ActorId(type, id), method, default, new Dictionary<string, string>());

        await Assert.ThrowsAsync<ArgumentException>(() => service.Placement.Actors.InvokeAsync(call, CancellationToken.None));
    }

    [Fact]
    public async Task Stop_PartitionsServe_StopsThemBeforeTheActorHost()
    {
        var service = await TextService.StartAsync(new InMemoryStateStore(), partitionCount: 2);
        var partition = await service.Partitions.GetAsync(0, CancellationToken.None);

        await service.StopAsync();

        Assert.Equal("host stopped", service.Placement.Steps[^1]);
        await Assert.ThrowsAsync<ServiceUnavailableException>(() => partition.SubmitAsync("a", CancellationToken.None));
    }
}
