using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Testing.State;

namespace Mesh.Testing.Simulation;

/// <summary>
/// A process that serves a partition whenever it is asked to, believing that it is the only one. Several of them over one store are rivals;
/// an activation that is replaced goes on serving whoever still has it.
/// </summary>
/// <param name="name">Name of the replica.</param>
/// <param name="store">The store as this replica sees it.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Decides; not shared with anything that runs at another time.</param>
/// <param name="create">Makes an activation on a store.</param>
public sealed class SimulatedReplica<TState, TCommand, TResult, TEvent>(
    string name,
    FaultyStateStore store,
    TimeProvider time,
    Random random,
    Func<FaultyStateStore, WriterIdentity, Partition<TState, TCommand, TResult, TEvent>> create)
{
    private readonly Lock gate = new();
    private readonly List<Partition<TState, TCommand, TResult, TEvent>> started = [];
    private volatile Partition<TState, TCommand, TResult, TEvent>? partition;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The store as this replica sees it.</summary>
    public FaultyStateStore Store => store;

    /// <summary>
    /// Gets the activation, starting one until one starts. Callers at once start one each: those that are replaced go on serving what
    /// they were given.
    /// </summary>
    public async Task<Partition<TState, TCommand, TResult, TEvent>> PartitionAsync()
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
    /// <returns>True when it was killed.</returns>
    public async Task<bool> RestartAsync()
    {
        var (ended, isKilled) = (partition, Draw(2) == 0);
        partition = null;
        if (ended is not null)
        {
            await (isKilled ? ended.DisposeAsync().AsTask() : ended.StopAsync(CancellationToken.None));
        }

        return isKilled;
    }

    /// <summary>Kills every activation, replaced ones too, in the middle of whatever they do.</summary>
    public async Task KillAsync()
    {
        partition = null;
        foreach (var killed in started.ToArray())
        {
            await killed.DisposeAsync();
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

    private Partition<TState, TCommand, TResult, TEvent> Create()
    {
        var activation = new byte[WriterIdentity.ActivationByteLength];
        lock (gate)
        {
            random.NextBytes(activation);
            started.Add(create(store, new WriterIdentity(activation, name, $"{name}:1")));
            return started[^1];
        }
    }

    private int Draw(int max)
    {
        lock (gate)
        {
            return random.Next(max);
        }
    }
}
