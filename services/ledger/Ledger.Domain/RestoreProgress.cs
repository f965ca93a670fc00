using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>How far a book was restored from the events of another one.</summary>
/// <param name="Until">Time of the newest restored event; default for a book that is none's copy.</param>
/// <param name="IsOpen">True until the restoring is finished.</param>
public readonly record struct RestoreProgress(Moment Until, bool IsOpen);
