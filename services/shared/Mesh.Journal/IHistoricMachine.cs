using Mesh.Kernel;

namespace Mesh.Journal;

/// <summary>
/// What a machine implements beside <see cref="IJournaledMachine{TState,TCommand,TResult,TEvent}"/> when its past does not stay in memory.
/// The journal keeps an index from keys to events in the state store; before a command is decided it brings back the events that the
/// decision depends on. Called one method at a time, by the partition.
/// </summary>
/// <remarks>
/// <code>
/// events committed → Cut (a window is full; its index is written in the background) → Forget (it is found there from now on)
/// command waits → ListQuestions → the journal finds the events → Recall → Decide → ForgetRecalled
/// </code>
/// </remarks>
public interface IHistoricMachine<in TState, in TCommand, in TEvent>
{
    /// <summary>Lists the keys under which an event is to be found: none, one or several. The same for ever.</summary>
    void ListKeys(TState state, TEvent happened, ICollection<UInt128> keys);

    /// <summary>
    /// Lists the keys whose events the decision of a command depends on and that are not in memory. Only keys for which
    /// <paramref name="mayBePast"/> holds need to be listed: the history has nothing under the others.
    /// </summary>
    void ListQuestions(TState state, TCommand command, Predicate<UInt128> mayBePast, ICollection<UInt128> keys);

    /// <summary>
    /// Takes an event that the history has under one of the keys asked for, oldest first. Keys may collide: the event may have nothing to
    /// do with the question.
    /// </summary>
    void Recall(TState state, TEvent happened, Moment time);

    /// <summary>Forgets what was recalled.</summary>
    void ForgetRecalled(TState state);

    /// <summary>Sets what came since the last cut apart: it will be forgotten as one. No undo scope is open.</summary>
    void Cut(TState state);

    /// <summary>Forgets what was set apart at the oldest cut that is not forgotten yet. No undo scope is open.</summary>
    void Forget(TState state);
}
