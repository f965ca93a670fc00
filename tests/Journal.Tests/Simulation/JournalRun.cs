using Mesh.Dapr.State;
using Mesh.Journal.Loop;
using Mesh.Journal.Store;
using Mesh.Kernel;
using Mesh.Testing.Bank;
using Mesh.Testing.Simulation;
using Mesh.Testing.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>
/// One run: clients and readers ask replicas that all serve one partition over one store that misbehaves, and some are killed. On
/// simulated time and one thread the seed repeats it exactly; on real time and a real store the same checks hold.
/// </summary>
internal sealed class JournalRun
{
    private const int AccountCount = 5;

    private readonly RunPlan plan;
    private readonly IStateStore store;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly RunHistory history = new();
    private readonly SimulatedReplica<BankState, BankCommand, BankResult, BankEvent>[] replicas;

    private JournalRun(RunPlan plan, IStateStore store, TimeProvider time)
    {
        this.plan = plan;
        this.store = store;
        this.time = time;
        random = new Random(plan.Seed);
        replicas = [.. Enumerable.Range(0, plan.ReplicaCount)
            .Select(number => Replica($"replica-{number}", new Random(random.Next())))];
    }

    private SimulatedReplica<BankState, BankCommand, BankResult, BankEvent> Replica(string name, Random choice) => new(
        name,
        new FaultyStateStore(store, new Random(choice.Next()), time, plan.Faults),
        time,
        choice,
        (seen, writer) => new(new PartitionParts<BankState, BankCommand, BankResult, BankEvent>(
            Number: 0,
            new BankMachine { ChecksIds = plan.ChecksIds },
            seen,
            writer,
            time,
            NullLogger.Instance,
            new RunObserver(history),
            plan.Safeguards)));

    /// <summary>Runs a plan on one thread and simulated time, and returns everything that was wrong; nothing when all was right.</summary>
    public static IReadOnlyList<string> Simulate(RunPlan plan)
    {
        var scheduler = new SimulatedScheduler(new Random(plan.Seed));
        var run = new JournalRun(plan, new InMemoryStateStore(), scheduler.Time);
        scheduler.Run(run.RunAsync);
        return run.history.Violations;
    }

    /// <summary>
    /// Runs a plan on all threads and real time over a store that has no journal yet, and returns everything that was wrong.
    /// </summary>
    public static async Task<IReadOnlyList<string>> RunAsync(RunPlan plan, IStateStore store)
    {
        var run = new JournalRun(plan, store, TimeProvider.System);
        await Task.Run(run.RunAsync);
        return run.history.Violations;
    }

    private async Task RunAsync()
    {
        List<Task> parts =
        [
            .. Enumerable.Range(0, plan.ClientCount).Select(client => ClientAsync(client, new Random(random.Next()))),
            .. Enumerable.Range(0, plan.ReaderCount).Select(_ => ReaderAsync(new Random(random.Next()))),
            RestartAsync(new Random(random.Next())),
            CutOffAsync(new Random(random.Next())),
        ];
        foreach (var part in parts)
        {
            await part;
        }

        await HealAsync();
        await CheckAsync();
    }

    private async Task ClientAsync(int client, Random choice)
    {
        for (var number = 0; number < plan.CommandCountPerClient; number++)
        {
            var legs = Enumerable.Range(0, choice.Next(1, 4)).Select(_ => DrawLeg(choice)).ToArray();
            var operation = new RunHistory.Operation(new BankCommand(Id128.Derive($"{client}", $"{number}"), legs), history.Tick());
            history.Add(operation);

            // A client that is not sure sends again, and a proxy may send twice at once.
            var twin = choice.Next(6) == 0 ? TryUntilAnsweredAsync(operation, choice) : Task.CompletedTask;
            await TryUntilAnsweredAsync(operation, choice);
            await twin;
            if (choice.Next(4) == 0)
            {
                await TryUntilAnsweredAsync(operation, choice);
            }
        }
    }

    private static BankLeg DrawLeg(Random choice)
    {
        var from = choice.Next(AccountCount);
        return new BankLeg(from, (from + choice.Next(1, AccountCount)) % AccountCount, choice.Next(1, 50));
    }

    private async Task TryUntilAnsweredAsync(RunHistory.Operation operation, Random choice)
    {
        while (true)
        {
            var partition = await replicas[choice.Next(replicas.Length)].PartitionAsync();
            using var patience = new CancellationTokenSource(
                choice.Next(8) == 0 ? TimeSpan.FromMilliseconds(choice.Next(30)) : Timeout.InfiniteTimeSpan, time);
            try
            {
                var result = await partition.SubmitAsync(operation.Command, patience.Token);
                if (!operation.Acknowledge(result, history.Tick()))
                {
                    history.Report($"{operation.Command.Id} was answered {operation.Result} and then {result}");
                }

                return;
            }
            catch (OperationCanceledException)
            {
                operation.Leave(outcomeUnknown: true);
            }
            catch (ServiceUnavailableException failure)
            {
                operation.Leave(failure.OutcomeUnknown);
            }

            if (choice.Next(10) == 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(50)), time);
        }
    }

    private async Task ReaderAsync(Random choice)
    {
        for (var number = 0; number < plan.ReadCountPerReader; number++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(40)), time);
            var partition = await replicas[choice.Next(replicas.Length)].PartitionAsync();
            var consistency = choice.Next(5) == 0 ? ReadConsistency.Local : ReadConsistency.Linearizable;
            var invoked = history.Tick();
            try
            {
                var (version, balances) = await partition.ReadAsync(
                    static state => (state.Version, state.Describe()), consistency, CancellationToken.None);
                history.Add(new RunHistory.Observation(
                    invoked, history.Tick(), consistency == ReadConsistency.Linearizable, version, balances));
            }
            catch (ServiceUnavailableException)
            {
                // A read that was not answered has shown nothing.
                continue;
            }
        }
    }

    private async Task RestartAsync(Random choice)
    {
        for (var number = 0; number < plan.RestartCount; number++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(300)), time);
            await replicas[choice.Next(replicas.Length)].RestartAsync();
        }
    }

    private async Task CutOffAsync(Random choice)
    {
        for (var number = 0; number < plan.OutageCount; number++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(300)), time);
            var store = replicas[choice.Next(replicas.Length)].Store;
            var landsStill = choice.Next(2);
            store.Rates = plan.Faults with
            {
                ReadFails = 1,
                WriteFailsBefore = 1 - landsStill,
                WriteFailsAfter = landsStill,
                WriteLandsLate = 0,
            };
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(20_000)), time);
            store.Rates = plan.Faults;
        }
    }

    private async Task HealAsync()
    {
        foreach (var replica in replicas)
        {
            replica.Store.Rates = FaultRates.None;
            await replica.Store.WhenSettledAsync();
        }
    }

    private async Task CheckAsync()
    {
        var checker = new HistoryChecker(history, new BankMachine());
        foreach (var replica in replicas)
        {
            var partition = await replica.PartitionAsync();
            checker.CheckVerification(await partition.VerifyAsync(CancellationToken.None));
            await replica.StopAsync();
        }

        var records = new RecordStore(store, partition: 0, time, seed: 0);
        checker.Check(await StoredJournal.ReadAsync(records));
    }
}
