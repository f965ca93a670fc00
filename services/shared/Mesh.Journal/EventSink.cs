using Mesh.Kernel;

namespace Mesh.Journal;

/// <summary>Takes the events of a decision: applies each to the state at once and keeps it for the record.</summary>
/// <typeparam name="TEvent">What happened.</typeparam>
public abstract class EventSink<TEvent>
{
    /// <summary>Time that the next event will have: unique, and greater than that of any event before it.</summary>
    public abstract Moment Now { get; }

    /// <summary>Applies the event and keeps it for the record.</summary>
    public abstract void Add(TEvent happened);

    /// <summary>Number of events kept so far: take it before a linked group together with <see cref="UndoLog.Mark"/>.</summary>
    public abstract int Count { get; }

    /// <summary>
    /// Forgets the events after <paramref name="count"/>; their effect on the state is taken back by the caller through the undo log.
    /// </summary>
    public abstract void TruncateTo(int count);
}
