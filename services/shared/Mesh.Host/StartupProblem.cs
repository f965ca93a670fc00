using System.Net.Sockets;

namespace Mesh.Host;

/// <summary>Turns what went wrong at start into the one line that its operator reads.</summary>
internal static class StartupProblem
{
    public static string Describe(string name, Exception problem) => problem switch
    {
        IOException { InnerException.InnerException: SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } } busy =>
            $"{name}: {AddressOf(busy)} is in use by another process; stop that one or choose another --port.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            $"{name}: the address to listen on is not one of this machine; correct --address or MESH_ADDRESS.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            $"{name}: listening on that port is not allowed here; choose a --port above 1023.",
        _ when IsForOperators(problem) => $"{name}: {problem.Message}",
        // Not foreseen, so a bug: the stack goes along, below the one line.
        _ => $"{name}: could not start: {problem.Message}{Environment.NewLine}{problem}",
    };

    /// <summary>
    /// Says whether the message was written to be read alone: by one of our own rooms (a setting of Dapr, a journal of another shape), or
    /// by the system about a file or a socket.
    /// </summary>
    private static bool IsForOperators(Exception problem) =>
        problem is IOException or UnauthorizedAccessException or SocketException
        || problem.GetType().Namespace?.StartsWith("Mesh.", StringComparison.Ordinal) == true;

    private static string AddressOf(IOException busy)
    {
        // Kestrel's text: "Failed to bind to address http://127.0.0.1:5001: address already in use."
        var words = busy.Message.Split(' ');
        return words.FirstOrDefault(word => word.StartsWith("http", StringComparison.Ordinal))?.TrimEnd(':') ?? "the port";
    }
}
