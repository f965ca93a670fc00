namespace Mesh.Journal;

/// <summary>
/// Says, in one line for the operator, why the journal of a service cannot start: a setting, or a store that was made with other settings.
/// </summary>
public sealed class JournalStartException(string message, Exception? inner = null) : Exception(message, inner);
