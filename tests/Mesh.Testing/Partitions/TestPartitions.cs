using Mesh.Dapr.State;
using Mesh.Journal;
using Mesh.Journal.Loop;
using Mesh.Journal.Store;
using Mesh.Testing.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Testing.Partitions;

/// <summary>Starts real partitions for tests.</summary>
public static class TestPartitions
{
    /// <summary>Starts one partition over an empty store in memory.</summary>
    public static Task<TestPartitionSet<TState, TCommand, TResult, TEvent>> StartAsync<TState, TCommand, TResult, TEvent>(
        IJournaledMachine<TState, TCommand, TResult, TEvent> machine, TimeProvider time) =>
        StartAsync(machine, time, new InMemoryStateStore(), count: 1, observer: null);

    /// <summary>Starts partitions over a store, which may hold journals already.</summary>
    /// <param name="machine">The service's machine.</param>
    /// <param name="time">The clock; a fake one stands still until the test moves it.</param>
    /// <param name="store">Where the journals are.</param>
    /// <param name="count">Number of partitions, from 1.</param>
    /// <param name="observer">Told what is committed; null when nobody is.</param>
    /// <param name="historyWindowEntries">Keys of events after which events leave memory; null for the ordinary number.</param>
    public static async Task<TestPartitionSet<TState, TCommand, TResult, TEvent>> StartAsync<TState, TCommand, TResult, TEvent>(
        IJournaledMachine<TState, TCommand, TResult, TEvent> machine,
        TimeProvider time,
        IStateStore store,
        int count,
        IPartitionObserver<TState, TCommand, TResult, TEvent>? observer,
        int? historyWindowEntries = null)
    {
        var partitions = new Partition<TState, TCommand, TResult, TEvent>[count];
        for (var number = 0; number < count; number++)
        {
            var writer = WriterIdentity.CreateNew("test", "test:1");
            var parts = new PartitionParts<TState, TCommand, TResult, TEvent>(
                number, machine, store, writer, time, NullLogger.Instance, observer, Safeguards.All);
            partitions[number] = new(parts with { HistoryWindowEntries = historyWindowEntries ?? parts.HistoryWindowEntries });
            await partitions[number].StartAsync(CancellationToken.None);
        }

        return new TestPartitionSet<TState, TCommand, TResult, TEvent>(partitions, machine.Service, store, time);
    }
}
