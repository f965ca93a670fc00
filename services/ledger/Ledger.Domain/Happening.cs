using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>Takes what a decision says happened, and applies it at once.</summary>
/// <param name="Now">Time that the next event will have: later than that of any event before it.</param>
/// <param name="Add">Applies an event to the state and keeps it for the journal.</param>
public readonly record struct Happening(Func<Moment> Now, Action<LedgerEvent> Add);
