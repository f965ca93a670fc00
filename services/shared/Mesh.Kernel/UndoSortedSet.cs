namespace Mesh.Kernel;

/// <summary>A set in order, whose changes inside an open <see cref="UndoLog"/> scope can be taken back.</summary>
/// <typeparam name="T">Item. Must be immutable.</typeparam>
/// <param name="log">Remembers the changes.</param>
/// <param name="order">The order; two items that it calls equal are one.</param>
public sealed class UndoSortedSet<T>(UndoLog log, IComparer<T> order) : IUndoable
{
    private readonly SortedSet<T> items = new(order);
    private readonly Stack<(T Item, bool WasAdded)> undo = new();

    /// <summary>Number of items.</summary>
    public int Count => items.Count;

    /// <summary>Items in order.</summary>
    public IEnumerable<T> Items => items;

    /// <summary>Gets the first item; false when there is none.</summary>
    public bool TryGetFirst(out T first)
    {
        first = items.Min!;
        return items.Count > 0;
    }

    /// <summary>Adds an item; one that is there already stays.</summary>
    public void Add(T item)
    {
        if (items.Add(item))
        {
            Remember(item, wasAdded: true);
        }
    }

    /// <summary>Removes an item, if it is there.</summary>
    public void Remove(T item)
    {
        if (items.Remove(item))
        {
            Remember(item, wasAdded: false);
        }
    }

    void IUndoable.UndoLast()
    {
        var (item, wasAdded) = undo.Pop();
        if (wasAdded)
        {
            items.Remove(item);
        }
        else
        {
            items.Add(item);
        }
    }

    void IUndoable.ForgetLast() => undo.Pop();

    private void Remember(T item, bool wasAdded)
    {
        if (log.IsOpen)
        {
            undo.Push((item, wasAdded));
            log.Remember(this);
        }
    }
}
