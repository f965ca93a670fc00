using Mesh.Dapr.State;
using Mesh.Journal.Loop;
using Mesh.Kernel;
using Mesh.Testing.Bank;
using Mesh.Testing.Simulation;
using Mesh.Testing.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>A process that serves the partition whenever it is asked to, believing that it is the only one.</summary>
internal sealed class SimulatedReplica(
    int number, SimulationPlan plan, IStateStore shared, SimulatedScheduler scheduler, Random random, SimulatedHistory history)
{
    private readonly FaultyStateStore store = new(shared, new Random(random.Next()), scheduler.Time, plan.Faults);
    private Partition<BankState, BankCommand, BankResult, BankEvent>? partition;

    public FaultyStateStore Store => store;

    /// <summary>Gets the activation, starting one until one starts.</summary>
    public async Task<Partition<BankState, BankCommand, BankResult, BankEvent>> PartitionAsync()
    {
        while (partition is not { IsServing: true })
        {
            var started = Create();
            try
            {
                await started.StartAsync(CancellationToken.None);
                partition = started;
            }
            catch (ServiceUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100)), scheduler.Time);
            }
        }

        return partition;
    }

    /// <summary>Ends the activation, in order or in the middle of whatever it does.</summary>
    public async Task RestartAsync()
    {
        var (ended, isKilled) = (partition, random.Next(2) == 0);
        partition = null;
        if (ended is not null)
        {
            await (isKilled ? ended.DisposeAsync().AsTask() : ended.StopAsync(CancellationToken.None));
        }
    }

    private Partition<BankState, BankCommand, BankResult, BankEvent> Create()
    {
        var activation = new byte[WriterIdentity.ActivationByteLength];
        random.NextBytes(activation);
        return new(new PartitionParts<BankState, BankCommand, BankResult, BankEvent>(
            Number: 0,
            new BankMachine { ChecksIds = plan.ChecksIds },
            store,
            new WriterIdentity(activation, $"replica-{number}", $"replica-{number}:1"),
            scheduler.Time,
            NullLogger.Instance,
            new SimulatedObserver(history),
            plan.Safeguards));
    }
}
