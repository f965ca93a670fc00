namespace Mesh.Kernel;

/// <summary>
/// Remembers every change of the tables that belong to one state, so that a decision can be taken back: a batch whose append
/// failed, or a linked group of which one item was refused. Not safe for use by two threads at once.
/// </summary>
/// <remarks>
/// Invariant: with no scope open nothing is remembered. Scopes nest by <see cref="Mark"/>; the outermost is opened by
/// <see cref="Begin"/> and ended by <see cref="Commit"/> or <see cref="Rollback"/>.
/// </remarks>
public sealed class UndoLog
{
    private readonly List<IUndoable> changes = [];

    /// <summary>True between <see cref="Begin"/> and its <see cref="Commit"/> or <see cref="Rollback"/>.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Number of changes remembered in the open scope.</summary>
    public int Mark() => changes.Count;

    /// <summary>Opens the scope. Throws when one is open already: two batches are never provisional at once.</summary>
    public void Begin()
    {
        if (IsOpen)
        {
            throw new InvalidOperationException("An undo scope is open already; commit it or roll it back first.");
        }

        IsOpen = true;
    }

    /// <summary>Keeps all changes and forgets how to undo them.</summary>
    public void Commit()
    {
        RequireOpen();
        foreach (var table in changes)
        {
            table.ForgetLast();
        }

        changes.Clear();
        IsOpen = false;
    }

    /// <summary>Takes back every change of the scope and ends it.</summary>
    public void Rollback()
    {
        RollbackTo(mark: 0);
        IsOpen = false;
    }

    /// <summary>Takes back every change made after <paramref name="mark"/> was taken; the scope stays open.</summary>
    public void RollbackTo(int mark)
    {
        RequireOpen();
        for (var index = changes.Count - 1; index >= mark; index--)
        {
            changes[index].UndoLast();
        }

        changes.RemoveRange(mark, changes.Count - mark);
    }

    /// <summary>Remembers that a table changed once more. For tables, in an open scope.</summary>
    public void Remember(IUndoable table) => changes.Add(table);

    private void RequireOpen()
    {
        if (!IsOpen)
        {
            throw new InvalidOperationException("No undo scope is open.");
        }
    }
}
