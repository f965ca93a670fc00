namespace Mesh.Journal;

/// <summary>
/// A command that fits in no record: more items than a batch may have, or events larger than a record. Nothing was changed and nothing else
/// is affected; the same command fails again. The caller splits it.
/// </summary>
/// <param name="message">Which limit, and by how much it was passed.</param>
public sealed class CommandTooLargeException(string message) : Exception(message);
