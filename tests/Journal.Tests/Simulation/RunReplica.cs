using Mesh.Dapr.State;
using Mesh.Journal.Loop;
using Mesh.Kernel;
using Mesh.Testing.Bank;
using Mesh.Testing.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>A process that serves the partition whenever it is asked to, believing that it is the only one.</summary>
internal sealed class RunReplica(
    int number, RunPlan plan, IStateStore shared, TimeProvider time, Random random, RunHistory history)
{
    private readonly FaultyStateStore store = new(shared, new Random(random.Next()), time, plan.Faults);
    private readonly Lock gate = new();
    private readonly List<Partition<BankState, BankCommand, BankResult, BankEvent>> started = [];
    private volatile Partition<BankState, BankCommand, BankResult, BankEvent>? partition;

    public FaultyStateStore Store => store;

    /// <summary>
    /// Gets the activation, starting one until one starts. Callers at once start one each: those that are replaced go on serving what
    /// they were given.
    /// </summary>
    public async Task<Partition<BankState, BankCommand, BankResult, BankEvent>> PartitionAsync()
    {
        while (true)
        {
            if (partition is { IsServing: true } serving)
            {
                return serving;
            }

            var created = Create();
            try
            {
                await created.StartAsync(CancellationToken.None);
                partition = created;
            }
            catch (ServiceUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Draw(100)), time);
            }
        }
    }

    /// <summary>Ends the activation, in order or in the middle of whatever it does.</summary>
    public async Task RestartAsync()
    {
        var (ended, isKilled) = (partition, Draw(2) == 0);
        partition = null;
        if (ended is not null)
        {
            await (isKilled ? ended.DisposeAsync().AsTask() : ended.StopAsync(CancellationToken.None));
        }
    }

    /// <summary>Ends every activation in order.</summary>
    public async Task StopAsync()
    {
        foreach (var ended in started)
        {
            await ended.StopAsync(CancellationToken.None);
        }
    }

    private Partition<BankState, BankCommand, BankResult, BankEvent> Create()
    {
        var activation = new byte[WriterIdentity.ActivationByteLength];
        lock (gate)
        {
            random.NextBytes(activation);
            started.Add(Create(activation));
            return started[^1];
        }
    }

    private Partition<BankState, BankCommand, BankResult, BankEvent> Create(byte[] activation) =>
        new(new PartitionParts<BankState, BankCommand, BankResult, BankEvent>(
            Number: 0,
            new BankMachine { ChecksIds = plan.ChecksIds },
            store,
            new WriterIdentity(activation, $"replica-{number}", $"replica-{number}:1"),
            time,
            NullLogger.Instance,
            new RunObserver(history),
            plan.Safeguards));

    private int Draw(int max)
    {
        lock (gate)
        {
            return random.Next(max);
        }
    }
}
