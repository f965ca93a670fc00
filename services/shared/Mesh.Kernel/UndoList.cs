namespace Mesh.Kernel;

/// <summary>A list that only grows, whose additions inside an open <see cref="UndoLog"/> scope can be taken back.</summary>
/// <typeparam name="T">Item. Must be immutable.</typeparam>
public sealed class UndoList<T>(UndoLog log) : IUndoable
{
    private readonly List<T> items = [];

    /// <summary>Number of items.</summary>
    public int Count => items.Count;

    /// <summary>Gets the item at <paramref name="index"/>, from 0.</summary>
    public T this[int index] => items[index];

    /// <summary>Adds an item at the end.</summary>
    public void Add(T item)
    {
        items.Add(item);
        if (log.IsOpen)
        {
            log.Remember(this);
        }
    }

    void IUndoable.UndoLast() => items.RemoveAt(items.Count - 1);

    void IUndoable.ForgetLast()
    {
    }
}
