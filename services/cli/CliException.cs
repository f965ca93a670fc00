namespace Mesh.Cli;

/// <summary>Something that the user can mend; the message is one line that says how. The program ends with exit code 1.</summary>
public sealed class CliException(string message, Exception? inner = null) : Exception(message, inner);
