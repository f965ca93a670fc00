using System.Runtime.InteropServices;
using Mesh.Kernel;

namespace Mesh.Journal.Loop;

/// <summary>Applies each event of a batch as it is decided, at its own nanosecond, and keeps it.</summary>
internal sealed class DecisionSink<TState, TCommand, TResult, TEvent>(
    IJournaledMachine<TState, TCommand, TResult, TEvent> machine, TState state) : EventSink<TEvent>
{
    private readonly List<TEvent> events = [];
    private Moment start;

    /// <inheritdoc/>
    public override Moment Now => start.PlusNanos(events.Count);

    /// <inheritdoc/>
    public override int Count => events.Count;

    /// <summary>Forgets the batch before and starts one whose first event happens at <paramref name="time"/>.</summary>
    public void Begin(Moment time)
    {
        events.Clear();
        start = time;
    }

    /// <inheritdoc/>
    public override void Add(TEvent happened)
    {
        machine.Apply(state, happened, Now);
        events.Add(happened);
    }

    /// <inheritdoc/>
    public override void TruncateTo(int count) => events.RemoveRange(count, events.Count - count);

    /// <summary>Gets the events from <paramref name="first"/> on; valid until the next change.</summary>
    public ReadOnlySpan<TEvent> From(int first) => CollectionsMarshal.AsSpan(events)[first..];

    /// <summary>Copies all events.</summary>
    public TEvent[] ToArray() => [.. events];
}
