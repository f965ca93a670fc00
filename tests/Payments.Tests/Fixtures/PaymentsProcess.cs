using Mesh.Journal;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Chain;
using Mesh.Payments.Service.Endpoints;
using Mesh.Payments.Service.Partition;
using Mesh.Testing.Partitions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>One life of payments in a world, without sidecar and socket: partitions, runner, chain. It may die at a crash point.</summary>
internal sealed class PaymentsProcess : IAsyncDisposable
{
    private PaymentsProcess(
        World world,
        TestPartitionSet<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> set,
        OperationRunner runner,
        OperationWaiters waiters,
        Refusals runnerReads)
    {
        World = world;
        RunnerReads = runnerReads;
        Set = set;
        Runner = runner;
        Waiters = waiters;
        Partitions = new PaymentsPartitions(new ReluctantPartitionSet(set, CallerReads), waiters);
    }

    public World World { get; }

    public TestPartitionSet<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> Set { get; }

    public OperationRunner Runner { get; }

    public OperationWaiters Waiters { get; }

    public PaymentsPartitions Partitions { get; }

    /// <summary>Refuses the reads of callers.</summary>
    public Refusals CallerReads { get; } = new();

    /// <summary>Refuses the reads of the runner.</summary>
    public Refusals RunnerReads { get; }

    public static async Task<PaymentsProcess> StartAsync(World world, CrashPoint? crash = null, ILoggerFactory? logs = null)
    {
        crash ??= new CrashPoint(CrashPoint.Never);
        logs ??= NullLoggerFactory.Instance;
        var chain = new PaymentChain(
            new MortalRisk(world.Risk, crash),
            new MortalLedger(world.Ledger, crash),
            new MortalConnector(world.Acquirer, crash),
            Some.Vault);
        var waiters = new OperationWaiters();
        var runner = new OperationRunner(
            new OperationRun(chain, waiters, world.Time, logs.CreateLogger<OperationRun>()),
            waiters,
            new Lazy<IPartitionReminders>(world.Reminders),
            world.Time,
            logs.CreateLogger<OperationRunner>());
        var runnerReads = new Refusals();
        var set = await TestPartitions.StartAsync(
            new PaymentsMachine(PaymentLimits.ResolveSchedule),
            world.Time,
            new MortalStore(world.Store, crash),
            count: 1,
            new ReluctantObserver(runner, runnerReads));
        return new PaymentsProcess(world, set, runner, waiters, runnerReads);
    }

    public Task<Accepted> RunAsync(PaymentCommand command) => Partitions.RunAsync(command, KeyOf(command), CancellationToken.None);

    public Task<TView> ReadAsync<TView>(Func<PaymentsState, TView> query) =>
        Partitions.ReadAsync(Some.Tenant, query, CancellationToken.None);

    /// <summary>The reminder fires.</summary>
    public async Task RemindAsync() =>
        await Runner.RemindedAsync(await Set.GetAsync(0, CancellationToken.None), "resolve", CancellationToken.None);

    /// <summary>
    /// While the outcome of an operation is open: lets time pass to when it is due, fires the reminder and waits for the next outcome.
    /// </summary>
    public async Task RemindAtDueTimeAsync()
    {
        await WhenQuietAsync();
        if (await ReadAsync(state => state.PendingOperations.SingleOrDefault()) is { AskAt: { } askAt } open)
        {
            var now = World.Time.GetUtcNow();
            var due = askAt.ToDateTimeOffset() + TimeSpan.FromMilliseconds(1);
            World.Time.Advance(due > now ? due - now : TimeSpan.Zero);
            using var waiter = Waiters.Register(open.Terms.Key);
            await RemindAsync();
            await waiter.Outcome;
        }
    }

    /// <summary>Waits until an operation has ended; gets its payment.</summary>
    public async Task<Payment?> EndAsync(OperationKey key)
    {
        while (true)
        {
            using var waiter = Waiters.Register(key);
            var operation = await ReadAsync(state => state.FindOperation(key)!);
            if (operation.State != OperationState.Pending)
            {
                return await ReadAsync(state => state.FindPayment(key.Tenant, operation.Terms.PaymentId));
            }

            await waiter.Outcome;
        }
    }

    /// <summary>Waits until no operation is under way, except those whose outcome is open.</summary>
    public async Task WhenQuietAsync()
    {
        while (true)
        {
            var running = await ReadAsync(state =>
                state.PendingOperations.Where(one => !one.HasOutcome).Select(one => one.Terms.Key).FirstOrDefault());
            if (running == default)
            {
                return;
            }

            using var waiter = Waiters.Register(running);
            if (await ReadAsync(state => !state.FindOperation(running)!.HasOutcome))
            {
                await waiter.Outcome;
            }
        }
    }

    public ValueTask DisposeAsync() => Set.DisposeAsync();

    private static OperationKey KeyOf(PaymentCommand command) => command switch
    {
        BeginAuthorize begin => new OperationKey(begin.Tenant, OperationKind.Authorize, begin.Terms.RequestId),
        BeginCapture begin => new OperationKey(begin.Tenant, OperationKind.Capture, begin.RequestId),
        BeginVoid begin => new OperationKey(begin.Tenant, OperationKind.Void, begin.RequestId),
        BeginRefund begin => new OperationKey(begin.Tenant, OperationKind.Refund, begin.RequestId),
        BeginTopUp begin => new OperationKey(begin.Tenant, OperationKind.TopUp, begin.RequestId),
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };
}
