namespace Mesh.Journal.History;

/// <summary>Told of every record that a fold applies, so that its events can leave memory some day. For one loop.</summary>
internal interface IPast<in TState, in TEvent>
{
    /// <summary>A record is committed and applied; no undo scope is open.</summary>
    void Committed(TState state, ulong sequence, IReadOnlyList<TEvent> events);

    /// <summary>Waits until more records may come, and forgets what need not be in memory any more.</summary>
    /// <exception cref="JournalDamagedException">The index is damaged.</exception>
    ValueTask MakeRoomAsync(TState state, CancellationToken cancellationToken);
}
