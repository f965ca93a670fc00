using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Mesh.Sidecar.Faults;

/// <summary>The connections to one replica's sidecar: a test can break all of them at once, as the death of its process would.</summary>
internal sealed class ReplicaConnections
{
    private readonly ConcurrentDictionary<ConnectionContext, bool> _open = new();
    private volatile bool _isCut;

    /// <summary>True while no connection is held.</summary>
    public bool IsCut => _isCut;

    /// <summary>
    /// Breaks every connection, and each new one as it comes. What a call had begun may still be done; nobody is answered.
    /// </summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var connection in _open.Keys)
        {
            connection.Abort();
        }
    }

    /// <summary>Takes connections again.</summary>
    public void Restore() => _isCut = false;

    /// <summary>Serves a connection, unless they are cut.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        // Added first: of two that cut and connect at once, one sees the other.
        _open[connection] = true;
        try
        {
            if (_isCut)
            {
                connection.Abort();
                return;
            }

            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }
}
