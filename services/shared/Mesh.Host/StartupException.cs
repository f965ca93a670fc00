namespace Mesh.Host;

/// <summary>
/// Says that the process cannot start, in one line that tells its operator what to do. <see cref="MeshHost.RunAsync"/> prints the message
/// without a stack and ends the process with exit code 1.
/// </summary>
public sealed class StartupException : Exception
{
    public StartupException(string message)
        : base(message)
    {
    }

    public StartupException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
