using Mesh.Journal.Store;
using Mesh.Kernel;
using Mesh.Testing.Bank;
using Mesh.Testing.Simulation;
using Mesh.Testing.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>
/// One run: clients and readers ask replicas that all serve one partition over one store that misbehaves, and some are killed.
/// Single-threaded and on simulated time, so the seed repeats it exactly.
/// </summary>
internal sealed class JournalSimulation
{
    private const int AccountCount = 5;

    private readonly SimulationPlan plan;
    private readonly Random random;
    private readonly SimulatedScheduler scheduler;
    private readonly InMemoryStateStore store = new();
    private readonly SimulatedHistory history = new();
    private readonly SimulatedReplica[] replicas;

    private JournalSimulation(SimulationPlan plan)
    {
        this.plan = plan;
        random = new Random(plan.Seed);
        scheduler = new SimulatedScheduler(new Random(random.Next()));
        replicas = [.. Enumerable.Range(0, plan.ReplicaCount)
            .Select(number => new SimulatedReplica(number, plan, store, scheduler, new Random(random.Next()), history))];
    }

    /// <summary>Runs a plan and returns everything that was wrong; nothing when all was right.</summary>
    public static IReadOnlyList<string> Run(SimulationPlan plan)
    {
        var run = new JournalSimulation(plan);
        run.scheduler.Run(run.RunAsync);
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
            var operation = new SimulatedHistory.Operation(new BankCommand(Id128.Derive($"{client}", $"{number}"), legs), history.Tick());
            history.Operations.Add(operation);

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

    private async Task TryUntilAnsweredAsync(SimulatedHistory.Operation operation, Random choice)
    {
        while (true)
        {
            var partition = await replicas[choice.Next(replicas.Length)].PartitionAsync();
            using var patience = new CancellationTokenSource(
                choice.Next(8) == 0 ? TimeSpan.FromMilliseconds(choice.Next(30)) : Timeout.InfiniteTimeSpan, scheduler.Time);
            try
            {
                var result = await partition.SubmitAsync(operation.Command, patience.Token);
                if (!operation.Acknowledge(result, history.Tick()))
                {
                    history.Violations.Add($"{operation.Command.Id} was answered {operation.Result} and then {result}");
                }

                return;
            }
            catch (OperationCanceledException)
            {
                operation.MayBeCommitted = true;
            }
            catch (ServiceUnavailableException failure)
            {
                operation.MayBeCommitted |= failure.OutcomeUnknown;
            }

            if (choice.Next(10) == 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(50)), scheduler.Time);
        }
    }

    private async Task ReaderAsync(Random choice)
    {
        for (var number = 0; number < plan.ReadCountPerReader; number++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(40)), scheduler.Time);
            var partition = await replicas[choice.Next(replicas.Length)].PartitionAsync();
            var consistency = choice.Next(5) == 0 ? ReadConsistency.Local : ReadConsistency.Linearizable;
            var invoked = history.Tick();
            try
            {
                var (version, balances) = await partition.ReadAsync(
                    static state => (state.Version, state.Describe()), consistency, CancellationToken.None);
                history.Reads.Add(new SimulatedHistory.Observation(
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
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(300)), scheduler.Time);
            await replicas[choice.Next(replicas.Length)].RestartAsync();
        }
    }

    private async Task CutOffAsync(Random choice)
    {
        for (var number = 0; number < plan.OutageCount; number++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(300)), scheduler.Time);
            var store = replicas[choice.Next(replicas.Length)].Store;
            var landsStill = choice.Next(2);
            store.Rates = plan.Faults with
            {
                ReadFails = 1,
                WriteFailsBefore = 1 - landsStill,
                WriteFailsAfter = landsStill,
                WriteLandsLate = 0,
            };
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(20_000)), scheduler.Time);
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
            await partition.StopAsync(CancellationToken.None);
        }

        var records = new RecordStore(store, partition: 0, scheduler.Time, seed: 0);
        checker.Check(await StoredJournal.ReadAsync(records));
    }
}
