namespace Mesh.Journal;

/// <summary>
/// What a machine implements beside <see cref="IJournaledMachine{TState,TCommand,TResult,TEvent}"/> so that a start does not have to replay
/// its whole journal. Called one method at a time, by the partition, with no undo scope open.
/// </summary>
/// <remarks>
/// A snapshot is taken slice by slice while commits go on, so its slices stand for different moments: the first for the moment at which the
/// capture began, later ones for the moment at which they were taken. A machine has to see to it that applying the records after the first
/// moment to what is restored gives the state as it was, for example by remembering the moment of each slice and leaving alone what it has
/// already.
/// </remarks>
public interface ISnapshotMachine<TState>
{
    /// <summary>Version of the slices that <see cref="Capture"/> makes, from 1. Slices of another version are not read.</summary>
    uint SnapshotVersion { get; }

    /// <summary>Begins a snapshot: takes at once what has to be of one moment, and says how much more there is to take.</summary>
    /// <param name="state">The state.</param>
    /// <param name="now">Time of the newest event applied.</param>
    IStateCapture<TState> Capture(TState state, Mesh.Kernel.Moment now);

    /// <summary>Puts a slice back, in the order in which they were taken, into an empty state.</summary>
    /// <exception cref="InvalidDataException">The slice is none of this version.</exception>
    void Restore(TState state, ReadOnlyMemory<byte> slice);
}
