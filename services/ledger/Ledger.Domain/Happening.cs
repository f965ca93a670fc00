using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>Takes what a decision says happened, and applies it at once.</summary>
/// <param name="Now">Time that the next event will have: later than that of any event before it.</param>
/// <param name="Add">Applies an event to the state and keeps it for the journal.</param>
/// <param name="Mark">Marks the place, for <paramref name="TakeBack"/>.</param>
/// <param name="TakeBack">Takes back every event after a mark: a linked group of which one transfer is refused.</param>
public readonly record struct Happening(
    Func<Moment> Now, Action<LedgerEvent> Add, Func<HappeningMark> Mark, Action<HappeningMark> TakeBack);

/// <summary>A place in what is happening.</summary>
/// <param name="Changes">Changes of the state so far.</param>
/// <param name="Events">Events so far.</param>
public readonly record struct HappeningMark(int Changes, int Events);
