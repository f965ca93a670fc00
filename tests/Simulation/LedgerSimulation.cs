using Mesh.Journal;
using Mesh.Journal.Loop;
using Mesh.Journal.Store;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;
using Mesh.Testing.Simulation;
using Mesh.Testing.State;
using Microsoft.Extensions.Logging.Abstractions;
using LedgerReplica = Mesh.Testing.Simulation.SimulatedReplica<
    Mesh.Ledger.Domain.LedgerState,
    Mesh.Ledger.Domain.LedgerCommand,
    Mesh.Ledger.Domain.LedgerResult,
    Mesh.Ledger.Domain.LedgerEvent>;

namespace Mesh.Simulation;

/// <summary>
/// One run of the real ledger on the real journal: clients and readers ask replicas that all serve one partition, over one store that
/// misbehaves, while replicas are killed, cut off and woken as zombies. On one thread and simulated time, so that the plan repeats it.
/// </summary>
internal sealed class LedgerSimulation
{
    private readonly SimulationPlan plan;
    private readonly InMemoryStateStore store = new();
    private readonly TimeProvider time;
    private readonly LedgerWorkload workload;
    private readonly LedgerReplica[] replicas;
    private int stepsLeft;

    private LedgerSimulation(SimulationPlan plan, TimeProvider time)
    {
        this.plan = plan;
        this.time = time;
        stepsLeft = plan.StepCount;
        History = new RunHistory(time);
        workload = new LedgerWorkload(plan.Seed);
        replicas = [.. Enumerable.Range(1, plan.ReplicaCount).Select(number => Replica($"replica {number}"))];
    }

    private RunHistory History { get; }

    /// <summary>Runs a plan.</summary>
    public static SimulationResult Run(SimulationPlan plan)
    {
        var scheduler = new SimulatedScheduler(Randomness.Of(plan.Seed, "scheduler"));
        var run = new LedgerSimulation(plan, scheduler.Time);
        var journalEnd = "";
        try
        {
            scheduler.Run(async () => journalEnd = await run.RunAsync());
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            run.History.Report($"the run broke off: {failure}");
        }

        return new SimulationResult(plan, run.History, run.History.Hash(journalEnd), scheduler.StepCount, run.FaultCount());
    }

    private int FaultCount() => replicas.Sum(replica => replica.Store.FaultCount);

    private LedgerReplica Replica(string name) => new(
        name,
        new FaultyStateStore(store, Randomness.Of(plan.Seed, $"{name}'s store"), time, plan.Faults),
        time,
        Randomness.Of(plan.Seed, name),
        (seen, writer) => new(new PartitionParts<LedgerState, LedgerCommand, LedgerResult, LedgerEvent>(
            Number: 0, new LedgerMachine(), seen, writer, time, NullLogger.Instance, Observer: null, plan.Safeguards)
        {
            HistoryWindowEntries = plan.HistoryWindowEntries,
            WindowsBetweenSnapshots = plan.WindowsBetweenSnapshots,
        }));

    private async Task<string> RunAsync()
    {
        List<Task> parts =
        [
            .. Enumerable.Range(1, plan.ClientCount).Select(ClientAsync),
            .. Enumerable.Range(1, plan.ReaderCount).Select(ReaderAsync),
            RestartAsync(),
            CutOffAsync(),
            LosePowerAsync(),
        ];
        foreach (var part in parts)
        {
            await part;
        }

        foreach (var replica in replicas)
        {
            replica.Store.Rates = FaultRates.None;
            await replica.Store.WhenSettledAsync();
        }

        return await CheckAsync();
    }

    private async Task ClientAsync(int number)
    {
        var (who, choice) = ($"client {number}", Randomness.Of(plan.Seed, $"client {number}"));
        await TryUntilAnsweredAsync(who, new RunHistory.Operation(LedgerWorkload.Accounts, History.Tick()), choice);
        while (stepsLeft-- > 0)
        {
            var operation = new RunHistory.Operation(workload.Next(choice), History.Tick());
            History.Operations.Add(operation);
            History.Tell(who, $"asks {Describe(operation.Command)}");

            // A client that is not sure sends again, and a proxy may send twice at once.
            var twin = choice.Next(6) == 0 ? TryUntilAnsweredAsync(who, operation, choice) : Task.CompletedTask;
            await TryUntilAnsweredAsync(who, operation, choice);
            await twin;
            if (choice.Next(4) == 0)
            {
                await TryUntilAnsweredAsync(who, operation, choice);
            }

            if (choice.Next(10) == 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(choice.Next(1, 8)), time);
            }
        }
    }

    private async Task TryUntilAnsweredAsync(string who, RunHistory.Operation operation, Random choice)
    {
        while (true)
        {
            var partition = await replicas[choice.Next(replicas.Length)].PartitionAsync();
            using var patience = new CancellationTokenSource(
                choice.Next(8) == 0 ? TimeSpan.FromMilliseconds(choice.Next(30)) : Timeout.InfiniteTimeSpan, time);
            try
            {
                var result = await partition.SubmitAsync(operation.Command, patience.Token);
                while (result is ExpiryResult && operation.Command is not ExpireHolds)
                {
                    result = await partition.SubmitAsync(operation.Command, patience.Token);
                }

                var statuses = StatusesOf(result);
                History.Tell(who, $"is told {string.Join(", ", statuses)}");
                if (!operation.Acknowledge(statuses, History.Tick()))
                {
                    History.Report(
                        $"a command was answered {string.Join(", ", operation.Statuses)} and then {string.Join(", ", statuses)}");
                }

                return;
            }
            catch (OperationCanceledException)
            {
                operation.Leave(outcomeUnknown: true);
                History.Tell(who, "loses patience");
            }
            catch (ServiceUnavailableException failure)
            {
                operation.Leave(failure.OutcomeUnknown);
                History.Tell(who, failure.OutcomeUnknown ? "is told that the outcome is unknown" : "is told that nothing was done");
            }

            if (choice.Next(10) == 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(50)), time);
        }
    }

    private async Task ReaderAsync(int number)
    {
        var (who, choice) = ($"reader {number}", Randomness.Of(plan.Seed, $"reader {number}"));
        while (stepsLeft > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(200)), time);
            var partition = await replicas[choice.Next(replicas.Length)].PartitionAsync();
            var isLinearizable = choice.Next(5) != 0;
            var invoked = History.Tick();
            try
            {
                var (view, problems) = await partition.ReadAsync(
                    static state => (LedgerView.Of(state), LedgerInvariants.Check(state)),
                    isLinearizable ? ReadConsistency.Linearizable : ReadConsistency.Local,
                    CancellationToken.None);
                History.Tell(who, $"sees {view.DecidedCount} transfers: {view.Balances}");
                History.Reads.Add(new RunHistory.Observation(invoked, History.Tick(), isLinearizable, view));
                foreach (var problem in problems)
                {
                    History.Report($"a read saw a state that cannot be: {problem}");
                }
            }
            catch (ServiceUnavailableException)
            {
                // A read that was not answered has shown nothing.
                History.Tell(who, "is not answered");
            }
        }
    }

    private async Task RestartAsync()
    {
        var choice = Randomness.Of(plan.Seed, "restarts");
        for (var number = 0; number < plan.RestartCount; number++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(2_000)), time);
            var replica = replicas[choice.Next(replicas.Length)];
            History.Tell(replica.Name, await replica.RestartAsync() ? "was killed" : "has stopped");
        }
    }

    private async Task CutOffAsync()
    {
        var choice = Randomness.Of(plan.Seed, "outages");
        for (var number = 0; number < plan.OutageCount; number++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(2_000)), time);
            var replica = replicas[choice.Next(replicas.Length)];
            var landsStill = choice.Next(2);
            replica.Store.Rates = plan.Faults with
            {
                ReadFails = 1,
                WriteFailsBefore = 1 - landsStill,
                WriteFailsAfter = landsStill,
                WriteLandsLate = 0,
            };
            History.Tell(replica.Name, $"is cut off; its writes {(landsStill == 1 ? "land and nobody says so" : "are lost")}");
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(40_000)), time);
            replica.Store.Rates = plan.Faults;
            History.Tell(replica.Name, "reaches the store again");
        }
    }

    private async Task LosePowerAsync()
    {
        var choice = Randomness.Of(plan.Seed, "power");
        for (var number = 0; number < plan.PowerLossCount; number++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(choice.Next(5_000)), time);
            History.Tell("power", "is lost everywhere");
            foreach (var replica in replicas)
            {
                replica.Store.LosePower();
            }

            foreach (var replica in replicas)
            {
                await replica.KillAsync();
            }
        }
    }

    private async Task<string> CheckAsync()
    {
        foreach (var replica in replicas)
        {
            var partition = await replica.PartitionAsync();
            var verification = await partition.VerifyAsync(CancellationToken.None);
            if (!verification.IsIntact)
            {
                History.Report($"the journal does not verify: {verification.Problem}");
            }

            await replica.StopAsync();
        }

        var journal = await StoredLedger.ReadAsync(new RecordStore(store, partition: 0, time, seed: 0), History);
        HistoryChecker.Check(History, journal);
        return journal.Head;
    }

    private static TransferStatus[] StatusesOf(LedgerResult result) =>
        result is TransferResults transfers ? [.. transfers.Items.Select(item => item.Status)] : [];

    private static string Describe(LedgerCommand command) => command switch
    {
        CreateTransfers create => string.Join("; ", create.Transfers.Select(Describe)),
        _ => command.GetType().Name,
    };

    private static string Describe(TransferTerms terms)
    {
        var what = terms.Kind switch
        {
            TransferKind.Single or TransferKind.Pending =>
                $"{terms.Amount} from {LedgerView.Short(terms.DebitAccountId)} to {LedgerView.Short(terms.CreditAccountId)}",
            TransferKind.Post => $"{terms.Amount} of {LedgerView.Short(terms.PendingId)}{(terms.Final ? ", final" : "")}",
            TransferKind.Void => $"{LedgerView.Short(terms.PendingId)}",
            _ => $"{LedgerView.Short(terms.ReversesId)}",
        };
        return $"{LedgerView.Short(terms.Id)} {terms.Kind} {what}"
            + (terms.TimeoutSeconds > 0 ? $" for {terms.TimeoutSeconds} s" : "")
            + (terms.Flags == TransferFlags.None ? "" : $" ({terms.Flags})");
    }
}
