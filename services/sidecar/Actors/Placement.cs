using System.Collections.Concurrent;
using System.Text;
using Mesh.Sidecar.Faults;

namespace Mesh.Sidecar.Actors;

/// <summary>
/// Says which host an actor belongs to. Every host of a type draws a number for every actor and the highest wins, so that a host that comes
/// or goes moves only the actors that it wins or loses.
/// </summary>
internal sealed class Placement
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<ActorAddress, Task> _departures = new();
    private readonly ConcurrentDictionary<ActorAddress, ActorHost> _assigned = new();
    private readonly Gate _connection = new();
    private IReadOnlyDictionary<string, ActorHost[]> _hosts = new Dictionary<string, ActorHost[]>(StringComparer.Ordinal);
    private int _lossCount;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Told after every change.</summary>
    public event Action? Changed;

    /// <summary>Sets the types of a host; none withdraws it.</summary>
    public void Announce(ActorHost host, IReadOnlySet<string> types)
    {
        lock (_gate)
        {
            Dictionary<string, ActorHost[]> hosts = new(StringComparer.Ordinal);
            foreach (var type in _hosts.Keys.Union(types))
            {
                ActorHost[] others = [.. _hosts.GetValueOrDefault(type, []).Where(other => other != host)];
                ActorHost[] all = types.Contains(type) ? [.. others, host] : others;
                if (all.Length > 0)
                {
                    hosts[type] = all;
                }
            }

            var concerned = _hosts.Values.Concat(hosts.Values).SelectMany(hosts => hosts).Distinct().ToList();

            // Seen by all before any host looks through its actors: an activation that it misses there finds itself moved.
            Interlocked.Exchange(ref _hosts, hosts);
            concerned.ForEach(other => other.BeginDepartures());
        }

        SignalChange();
    }

    /// <summary>True while no sidecar can ask where an actor is.</summary>
    public bool IsLost => _connection.IsClosed;

    /// <summary>How often it was lost: a call that sees another number at its end was in flight at a loss.</summary>
    public int LossCount => Volatile.Read(ref _lossCount);

    /// <summary>Ends when placement can be asked.</summary>
    public Task WhenConnectedAsync(CancellationToken cancellationToken) => _connection.WhenOpenAsync(cancellationToken);

    /// <summary>Loses placement for every sidecar, which deactivates its actors then; or restores it (contract 7.1, 11.5).</summary>
    public void SetLost(bool lost)
    {
        if (lost ? !_connection.Close() : !_connection.Open())
        {
            return;
        }

        if (lost)
        {
            Interlocked.Increment(ref _lossCount);
            All().ForEach(host => host.DeactivateAll());
        }
        else
        {
            SignalChange();
        }
    }

    /// <summary>Gives an actor to a host whatever the draw says. Its former host is told nothing and keeps what it has.</summary>
    public void Assign(ActorAddress actor, ActorHost host)
    {
        _assigned[actor] = host;
        SignalChange();
    }

    /// <summary>Lets the draw decide again about every actor.</summary>
    public void Unassign()
    {
        if (_assigned.IsEmpty)
        {
            return;
        }

        _assigned.Clear();
        lock (_gate)
        {
            All().ForEach(host => host.BeginDepartures());
        }

        SignalChange();
    }

    /// <summary>The host of an actor; null when nobody hosts its type, or while placement is lost.</summary>
    public ActorHost? Find(ActorAddress actor)
    {
        if (IsLost)
        {
            return null;
        }

        if (!Volatile.Read(ref _hosts).TryGetValue(actor.Type, out var hosts))
        {
            return null;
        }

        if (_assigned.TryGetValue(actor, out var assigned) && hosts.Contains(assigned))
        {
            return assigned;
        }

        return hosts.Length == 1 ? hosts[0] : hosts.MaxBy(host => Draw(host.Name, actor));
    }

    /// <summary>Ends at the next change.</summary>
    public Task NextChange()
    {
        lock (_gate)
        {
            return _changed.Task;
        }
    }

    /// <summary>Notes that an actor is leaving a host: who comes next waits for that, and for what was noted before.</summary>
    public void Depart(ActorAddress actor, Task departure)
    {
        var all = _departures.AddOrUpdate(actor, departure, (_, former) => Task.WhenAll(former, departure));
        _ = all.ContinueWith(
            _ => _departures.TryRemove(new KeyValuePair<ActorAddress, Task>(actor, all)),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Ends when the actor has left its former host. Asked by who knows where it belongs.</summary>
    public Task Departure(ActorAddress actor)
    {
        // A change of hosts is seen by callers before all departures that it makes are noted.
        lock (_gate)
        {
            return _departures.GetValueOrDefault(actor, Task.CompletedTask);
        }
    }

    private List<ActorHost> All() => [.. Volatile.Read(ref _hosts).Values.SelectMany(hosts => hosts).Distinct()];

    private void SignalChange()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
        Changed?.Invoke();
    }

    /// <summary>
    /// FNV-1a over host and actor, then mixed so that near names draw far numbers (the finalizer of MurmurHash3, 64 bits).
    /// </summary>
    private static ulong Draw(string host, ActorAddress actor)
    {
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var letter in Encoding.UTF8.GetBytes($"{host}\n{actor}"))
            {
                hash = (hash ^ letter) * 1099511628211UL;
            }

            hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
            hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
            return hash ^ (hash >> 33);
        }
    }
}
