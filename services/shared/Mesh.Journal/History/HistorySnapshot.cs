namespace Mesh.Journal.History;

/// <summary>The whole history at one moment: every event up to the head is in the view or in a window, or in both.</summary>
/// <param name="View">What is found through segments.</param>
/// <param name="Windows">Entries of the windows that are in memory, oldest first.</param>
/// <param name="Head">Number of the last record.</param>
internal sealed record HistorySnapshot(HistoryView View, IReadOnlyList<ReadOnlyMemory<HistoryEntry>> Windows, ulong Head);
