using System.Buffers;
using Mesh.Kernel;

namespace Mesh.Journal;

/// <summary>
/// A pure state machine, as a partition drives it: a service implements this once, in its Partition folder, over its domain.
/// The partition calls one method at a time, so no member has to be safe for threads. No member may do I/O, read a clock or throw for bad
/// input.
/// </summary>
/// <typeparam name="TState">Everything that the partition knows. Built only by applying events.</typeparam>
/// <typeparam name="TCommand">What may be asked; carries the client's identifiers.</typeparam>
/// <typeparam name="TResult">The answer to a command, refusals included.</typeparam>
/// <typeparam name="TEvent">What happened.</typeparam>
public interface IJournaledMachine<TState, TCommand, TResult, TEvent>
{
    /// <summary>Name of the service, for example <c>ledger</c>: part of the genesis hash and of the actor type.</summary>
    string Service { get; }

    /// <summary>Version of the stored shapes that <see cref="WriteEvent"/> writes, from 1.</summary>
    uint FormatVersion { get; }

    /// <summary>Makes an empty state.</summary>
    TState CreateState();

    /// <summary>Gets the undo log that all tables of the state share.</summary>
    UndoLog UndoLogOf(TState state);

    /// <summary>
    /// Decides one command. Adds each event to <paramref name="events"/>, which applies it to the state at once (so that the next command,
    /// and the rest of this one, see it). A repeat of a known identifier adds nothing and gives the first answer.
    /// </summary>
    TResult Decide(TState state, TCommand command, EventSink<TEvent> events);

    /// <summary>Applies one event to the state. The same call serves decisions, catching up and recovery; it never refuses.</summary>
    /// <param name="state">The state.</param>
    /// <param name="happened">The event.</param>
    /// <param name="time">Time of the event: the record's time plus the event's place in the record in nanoseconds.</param>
    void Apply(TState state, TEvent happened, Moment time);

    /// <summary>Gets the number of items in a command: a batch closes at 8,190 items.</summary>
    int WeightOf(TCommand command);

    /// <summary>Writes the stored form of an event.</summary>
    void WriteEvent(TEvent happened, IBufferWriter<byte> destination);

    /// <summary>Reads a stored event of any version up to <see cref="FormatVersion"/>.</summary>
    TEvent ReadEvent(ReadOnlyMemory<byte> stored, uint formatVersion);

    /// <summary>
    /// Computes SHA-256 over the whole state in an order that depends on nothing but the state. Two replicas with the same journal have the
    /// same digest.
    /// </summary>
    byte[] DigestOf(TState state);
}
