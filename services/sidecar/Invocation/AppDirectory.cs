using System.Collections.Concurrent;
using System.Security.Cryptography;
using Mesh.Sidecar.Faults;

namespace Mesh.Sidecar.Invocation;

/// <summary>The apps of a run, by name. The hop between two sidecars of one process is a look-up here.</summary>
internal sealed class AppDirectory
{
    private readonly ConcurrentDictionary<string, AppReplica[]> _apps = new(StringComparer.Ordinal);

    /// <summary>Adds a replica.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="channel">Its connection; null when it has no port.</param>
    /// <param name="sidecar">Passed by every call of its sidecar to it.</param>
    public AppReplica Add(string appId, AppChannel? channel, Gate sidecar)
    {
        var replica = new AppReplica(appId, channel, sidecar);
        Return(replica);
        return replica;
    }

    /// <summary>Adds a replica that was removed.</summary>
    public void Return(AppReplica replica) =>
        _apps.AddOrUpdate(replica.AppId, [replica], (_, others) => [.. others, replica]);

    /// <summary>Removes a replica.</summary>
    public void Remove(AppReplica replica) =>
        _apps.AddOrUpdate(replica.AppId, [], (_, replicas) => [.. replicas.Where(other => other != replica)]);

    /// <summary>Picks a replica, at random as daprd does.</summary>
    /// <param name="target">The app's name, with or without a namespace behind a dot.</param>
    /// <returns>Null when no app of that name runs.</returns>
    public AppReplica? Find(string target)
    {
        var dot = target.IndexOf('.', StringComparison.Ordinal);
        return _apps.TryGetValue(dot < 0 ? target : target[..dot], out var replicas) && replicas.Length > 0
            ? replicas[replicas.Length == 1 ? 0 : RandomNumberGenerator.GetInt32(replicas.Length)]
            : null;
    }
}

/// <summary>One running app.</summary>
/// <param name="AppId">Its name.</param>
/// <param name="Channel">Its connection; null when it has no port.</param>
/// <param name="Sidecar">Passed by every call of its sidecar to it.</param>
internal sealed record AppReplica(string AppId, AppChannel? Channel, Gate Sidecar);
