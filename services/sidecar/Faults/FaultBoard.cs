using System.Collections.Concurrent;

namespace Mesh.Sidecar.Faults;

/// <summary>What a test has asked to go wrong in a run. Safe for use by all threads.</summary>
internal sealed class FaultBoard
{
    private readonly ConcurrentDictionary<string, StateFault> _state = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string PubSub, string Topic), DeliveryFault> _deliveries = new();
    private readonly ConcurrentDictionary<(string AppId, int Index), ReplicaFaults> _replicas = new();

    /// <summary>Adds a replica of an app, in the order of the run's file.</summary>
    public void Add(string appId, ReplicaFaults replica)
    {
        for (var index = 0; !_replicas.TryAdd((appId, index), replica); index++)
        {
        }
    }

    /// <summary>The replica of an app; null when the run has no such.</summary>
    public ReplicaFaults? Find(string appId, uint index) =>
        index <= int.MaxValue ? _replicas.GetValueOrDefault((appId, (int)index)) : null;

    /// <summary>All replicas.</summary>
    public IReadOnlyCollection<ReplicaFaults> Replicas => [.. _replicas.Values];

    /// <summary>The fault of a store; null when there is none.</summary>
    public StateFault? OfState(string store) => _state.GetValueOrDefault(store);

    /// <summary>The fault of a topic's deliveries; null when there is none.</summary>
    public DeliveryFault? OfDelivery(string pubSub, string topic) => _deliveries.GetValueOrDefault((pubSub, topic));

    /// <summary>Sets the fault of a store; null lifts it.</summary>
    public void SetState(string store, StateFault? fault)
    {
        if (fault is null)
        {
            _state.TryRemove(store, out _);
        }
        else
        {
            _state[store] = fault;
        }
    }

    /// <summary>Sets the fault of a topic's deliveries; null lifts it.</summary>
    public void SetDelivery(string pubSub, string topic, DeliveryFault? fault)
    {
        if (fault is null)
        {
            _deliveries.TryRemove((pubSub, topic), out _);
        }
        else
        {
            _deliveries[(pubSub, topic)] = fault;
        }
    }

    /// <summary>Lifts the faults of stores and deliveries.</summary>
    public void Clear()
    {
        _state.Clear();
        _deliveries.Clear();
    }
}
