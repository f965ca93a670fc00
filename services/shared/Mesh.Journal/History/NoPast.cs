namespace Mesh.Journal.History;

/// <summary>For a fold that decides nothing: what is recent is forgotten at once when there is much of it.</summary>
internal sealed class NoPast<TState, TCommand, TEvent>(IHistoricMachine<TState, TCommand, TEvent> machine) : IPast<TState, TEvent>
{
    private int events;

    public void Committed(TState state, ulong sequence, IReadOnlyList<TEvent> events)
    {
        this.events += events.Count;
        if (this.events >= HistoryLimits.WindowEntries)
        {
            machine.Cut(state);
            machine.Forget(state);
            this.events = 0;
        }
    }

    public ValueTask MakeRoomAsync(TState state, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
