using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Endpoints;
using Mesh.Ledger.Service.Partition;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Testing.Partitions;
using Mesh.Testing.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Ledger.Tests.Partition;

/// <summary>A hold is given back soon after its time although nobody asks for anything, over restarts too.</summary>
public sealed class ExpiryClockTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryStateStore store = new();
    private readonly ManualReminders reminders = new();

    [Fact]
    public async Task Hold_WithATime_IsRemindedOfAndGivenBack()
    {
        var (clock, set) = await StartAsync();
        await using var partitions = set;
        await CreateAsync(set, Some.Pending(10, 1, 2, 100).For(60), Some.Pending(11, 1, 2, 5).For(90), Some.Pending(12, 1, 2, 7));

        Assert.InRange(await reminders.NextAsync(), TimeSpan.FromSeconds(59.9), TimeSpan.FromSeconds(60.1));
        time.Advance(TimeSpan.FromSeconds(61));
        await RemindAsync(clock, set);

        Assert.Equal((UInt128)12, await HeldAsync(set));
        Assert.InRange(await reminders.NextAsync(), TimeSpan.FromSeconds(28), TimeSpan.FromSeconds(30));
    }

    /// <summary>The sidecar's store of reminders may be lost: the next hold brings the partition's reminder back, at once.</summary>
    [Fact]
    public async Task Reminder_ThatIsLost_IsSetAgainByTheNextHold()
    {
        var (_, set) = await StartAsync();
        await using var partitions = set;
        await CreateAsync(set, Some.Pending(10, 1, 2, 100).For(60));
        await reminders.NextAsync();
        time.Advance(TimeSpan.FromHours(1));

        await CreateAsync(set, Some.Pending(11, 1, 2, 5).For(90));

        Assert.Equal(TimeSpan.Zero, await reminders.NextAsync());
    }

    /// <summary>What is due takes room in a record; a full call must fit beside it.</summary>
    [Fact]
    public async Task Call_OfOneRecordWhileManyHoldsAreDue_IsDecided()
    {
        const int Count = LedgerLimits.ExpiriesMax * 4;
        var (_, set) = await StartAsync();
        await using var partitions = set;
        var holds = Enumerable.Range(0, Count).Select(number => Some.Pending(100 + number, 1, 2, 1).For(60));
        await CreateAsync(set, [.. holds]);
        time.Advance(TimeSpan.FromSeconds(61));
        var full = Enumerable.Range(0, 4_780).Select(number => Some.Single(10_000 + number, 1, 2, 1_000_000) with
        {
            ExternalReference = new string('x', 123),
        });

        var results = await new LedgerPartitions(set).SubmitAsync<TransferResults>(
            new CreateTransfers(Some.Book, [.. full]), CancellationToken.None);

        Assert.All(results.Items, result => Assert.Equal(TransferStatus.Created, result.Status));
        Assert.Equal((UInt128)0, await HeldAsync(set));
    }

    /// <summary>The largest call, and as many holds as a record takes beside it: one record.</summary>
    [Fact]
    public async Task Call_OfOneRecordWhileARecordFullOfHoldsIsDue_IsOneRecord()
    {
        var (_, set) = await StartAsync();
        await using var partitions = set;
        await CreateAsync(
            set, [.. Enumerable.Range(0, LedgerLimits.ExpiriesMax).Select(number => Some.Pending(100 + number, 1, 2, 1).For(60))]);
        time.Advance(TimeSpan.FromSeconds(61));
        var full = new CreateTransfers(Some.Book, [.. Enumerable.Range(0, 4_800).Select(number =>
            Some.Single(10_000 + number, 1, 2, UInt128.One << 60) with { ExternalReference = new string('x', 112) })]);
        Assert.Same(full, Assert.Single(CommandSplit.Of(full)));
        var keysBefore = store.Keys.Count;

        var results = await new LedgerPartitions(set).SubmitAsync<TransferResults>(full, CancellationToken.None);

        Assert.All(results.Items, result => Assert.Equal(TransferStatus.Created, result.Status));
        Assert.Equal((UInt128)0, await HeldAsync(set));
        Assert.Equal(keysBefore + 1, store.Keys.Count);
    }

    [Fact]
    public async Task Activation_WithAnOpenHold_SetsTheReminderAgain()
    {
        var (_, first) = await StartAsync();
        await CreateAsync(first, Some.Pending(10, 1, 2, 100).For(60));
        await reminders.NextAsync();
        await first.DisposeAsync();
        time.Advance(TimeSpan.FromSeconds(100));

        var (clock, second) = await StartAsync();
        await using var partitions = second;

        Assert.Equal(TimeSpan.Zero, await reminders.NextAsync());
        await RemindAsync(clock, second);
        Assert.Equal((UInt128)0, await HeldAsync(second));
    }

    [Fact]
    public async Task Reminder_WhoseCommandIsRefused_IsSetAgain()
    {
        var (clock, set) = await StartAsync();
        await CreateAsync(set, Some.Pending(10, 1, 2, 100).For(60));
        await reminders.NextAsync();
        time.Advance(TimeSpan.FromSeconds(61));
        var partition = await set.GetAsync(0, CancellationToken.None);
        await using var stopped = await TestPartitions.StartAsync(new LedgerMachine(), time);
        await stopped.DisposeAsync();

        await Assert.ThrowsAsync<ServiceUnavailableException>(async () =>
            await clock.RemindedAsync(await stopped.GetAsync(0, CancellationToken.None), "expire", CancellationToken.None));

        Assert.InRange(await reminders.NextAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await clock.RemindedAsync(partition, "expire", CancellationToken.None);
        Assert.Equal((UInt128)0, await HeldAsync(set));
        await set.DisposeAsync();
    }

    private async Task<(ExpiryClock Clock, TestPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> Set)> StartAsync()
    {
        var clock = new ExpiryClock(new Lazy<IPartitionReminders>(reminders), time, NullLogger<ExpiryClock>.Instance);
        return (clock, await TestPartitions.StartAsync(new LedgerMachine(), time, store, count: 1, clock));
    }

    private static async Task CreateAsync(
        TestPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> set, params TransferTerms[] transfers)
    {
        var partition = await set.GetAsync(0, CancellationToken.None);
        await partition.SubmitAsync(new CreateAccounts(Some.Book, [Some.Account(1), Some.Account(2)]), CancellationToken.None);
        var results = (TransferResults)await partition.SubmitAsync(new CreateTransfers(Some.Book, transfers), CancellationToken.None);
        Assert.All(results.Items, result => Assert.Equal(TransferStatus.Created, result.Status));
    }

    private static async Task RemindAsync(
        ExpiryClock clock, TestPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> set) =>
        await clock.RemindedAsync(await set.GetAsync(0, CancellationToken.None), "expire", CancellationToken.None);

    private static async Task<UInt128> HeldAsync(TestPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> set) =>
        await (await set.GetAsync(0, CancellationToken.None)).ReadAsync(
            state => state.FindBook(Some.Book)!.FindAccount(Some.Id(1))!.Value.Balances.DebitsPending,
            ReadConsistency.Linearizable,
            CancellationToken.None);
}
