using Mesh.Journal.Loop;

namespace Mesh.Journal.History;

/// <summary>
/// The past of one activation: cuts what is committed into windows, has them written as segments, and brings events back from there. All
/// but <see cref="FindAsync"/> and <see cref="ListAsync"/> is for the partition's loop alone.
/// </summary>
/// <remarks>
/// Invariant: every event is in the state's memory or in the view, or in both: a window is forgotten only after the view has its segment.
/// Windows end at the same records whoever cuts them, so all writers of a partition write the same segments.
/// </remarks>
internal sealed class PartitionHistory<TState, TCommand, TResult, TEvent> : IPast<TState, TEvent>, IAsyncDisposable
{
    private readonly IHistoricMachine<TState, TCommand, TEvent> machine;
    private readonly HistoryLookup<TState, TCommand, TResult, TEvent> lookup;
    private readonly SegmentStore store;
    private readonly SegmentWriter writer;
    private readonly Predicate<UInt128> mayBePast;
    private readonly int windowEntries;
    private readonly bool recallsThePast;
    private readonly List<UInt128> keys = [];

    /// <summary>Last records of the level-0 segments that were stored when the activation began.</summary>
    private readonly List<ulong> storedCuts = [];

    private HistoryWindow window = new(number: 0, firstSequence: 1);
    private int forgottenCount;
    private Action<TState, int> cutMade = static (_, _) => { };
    private bool hasRecalled;

    public PartitionHistory(
        PartitionParts<TState, TCommand, TResult, TEvent> parts, IHistoricMachine<TState, TCommand, TEvent> machine)
    {
        this.machine = machine;
        windowEntries = parts.HistoryWindowEntries;
        recallsThePast = parts.Safeguards.RecallsThePast;
        store = new SegmentStore(parts.Store, parts.NewRecordStore, parts.Number);
        writer = new SegmentWriter(store, parts.NewRecordStore(), parts.Logger);
        lookup = new HistoryLookup<TState, TCommand, TResult, TEvent>(parts.Machine, store, parts.NewRecordStore);
        mayBePast = key => writer.View.MayContain(key);
    }

    /// <summary>Reads what is stored of the index, before the first record is applied.</summary>
    /// <exception cref="JournalDamagedException">The index is damaged.</exception>
    /// <exception cref="Mesh.Dapr.State.StateStoreException">The store did not answer.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var covered = 0UL;
        for (var level = HistoryLimits.LevelMax; level >= 0; level--)
        {
            var described = await store.ReadLevelAsync(level, cancellationToken);
            for (var number = 0; number < described.Count; number++)
            {
                if (described[number].FirstSequence > covered)
                {
                    writer.Begin(await store.OpenAsync(level, number, described[number], cancellationToken));
                    covered = described[number].LastSequence;
                }
            }

            if (level == 0)
            {
                storedCuts.AddRange(described.Select(segment => segment.LastSequence));
            }
        }
    }

    /// <summary>Number of segments that were stored when the activation began.</summary>
    public int StoredCount => storedCuts.Count;

    /// <summary>Begins after a snapshot, with the segment of this number.</summary>
    public void BeginAt(int number, ulong firstSequence) => window = new HistoryWindow(number, firstSequence);

    /// <summary>Says who is to be told of each cut: with the state and the number of the segment that begins after it.</summary>
    public void TellOfCuts(Action<TState, int> told) => cutMade = told;

    /// <inheritdoc/>
    public void Committed(TState state, ulong sequence, IReadOnlyList<TEvent> events)
    {
        var isStored = window.Number < storedCuts.Count;
        if (!isStored)
        {
            Note(state, sequence, events);
        }

        if (isStored ? sequence == storedCuts[window.Number] : window.Count >= windowEntries)
        {
            Cut(state, sequence, isStored);
        }
    }

    /// <inheritdoc/>
    public async ValueTask MakeRoomAsync(TState state, CancellationToken cancellationToken)
    {
        await writer.WaitForRoomAsync(cancellationToken);
        for (; forgottenCount < writer.WrittenCount; forgottenCount++)
        {
            machine.Forget(state);
        }
    }

    /// <summary>Brings back what the decisions of waiting commands depend on.</summary>
    /// <returns>Number of the commands, from the first, that may be decided now.</returns>
    /// <exception cref="JournalDamagedException">The index or a record is damaged.</exception>
    /// <exception cref="Mesh.Dapr.State.StateStoreException">The store did not answer.</exception>
    public async ValueTask<int> RecallAsync(
        TState state, CommandQueue<TCommand, TResult> commands, CancellationToken cancellationToken)
    {
        await MakeRoomAsync(state, cancellationToken);
        ForgetRecalled(state);
        keys.Clear();
        var count = Ask(state, commands.Peek());
        if (keys.Count > 0 && recallsThePast)
        {
            hasRecalled = true;
            foreach (var past in await FindAsync(keys, cancellationToken))
            {
                machine.Recall(state, past.Event, past.Time);
            }
        }

        return count;
    }

    /// <summary>
    /// Forgets what was brought back for the last decisions. Before anybody reads the state: what was brought back is what those decisions
    /// asked for, not all that became of it.
    /// </summary>
    public void ForgetRecalled(TState state)
    {
        if (hasRecalled)
        {
            machine.ForgetRecalled(state);
            hasRecalled = false;
        }
    }

    /// <summary>Finds the events that have left memory under some keys, oldest first. Safe for concurrent use.</summary>
    public Task<IReadOnlyList<PastEvent<TEvent>>> FindAsync(IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken) =>
        lookup.FindAsync(writer.View.Segments, keys, cancellationToken);

    /// <summary>Gets the history as it is now.</summary>
    public HistorySnapshot Snapshot(ulong head)
    {
        // The windows first: one that is written meanwhile is in the view too.
        var windows = writer.WaitingEntries();
        windows.Add(window.Entries);
        return new HistorySnapshot(writer.View, windows, head);
    }

    /// <summary>Finds a page of the events under a key. Safe for concurrent use.</summary>
    public Task<PastPage<TEvent>> ListAsync(
        HistorySnapshot snapshot, UInt128 key, PastRange range, CancellationToken cancellationToken) =>
        lookup.ListAsync(snapshot, key, range, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private int Ask(TState state, ReadOnlySpan<PendingCommand<TCommand, TResult>> waiting)
    {
        var items = 0;
        for (var index = 0; index < waiting.Length; index++)
        {
            items += waiting[index].Weight;
            if (items > JournalLimits.BatchItemsMax && index > 0)
            {
                return index;
            }

            machine.ListQuestions(state, waiting[index].Command, mayBePast, keys);
        }

        return waiting.Length;
    }

    private void Note(TState state, ulong sequence, IReadOnlyList<TEvent> events)
    {
        for (var index = 0; index < events.Count; index++)
        {
            keys.Clear();
            machine.ListKeys(state, events[index], keys);
            foreach (var key in keys)
            {
                window.Add(new HistoryEntry(key, sequence, index));
            }
        }
    }

    private void Cut(TState state, ulong sequence, bool isStored)
    {
        machine.Cut(state);
        window.CutAfter(sequence);
        if (isStored)
        {
            machine.Forget(state);
        }
        else
        {
            writer.Add(window);
        }

        window = new HistoryWindow(window.Number + 1, sequence + 1);
        cutMade(state, window.Number);
    }
}
