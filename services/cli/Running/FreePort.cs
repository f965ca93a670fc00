using System.Net;
using System.Net.Sockets;

namespace Mesh.Cli.Running;

/// <summary>Finds ports that nobody uses.</summary>
internal static class FreePort
{
    /// <summary>Gets ports that were free a moment ago, all different: they are held together until all are found.</summary>
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners)
            {
                listener.Start();
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
            {
                listener.Dispose();
            }
        }
    }
}
