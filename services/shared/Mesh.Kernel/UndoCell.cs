namespace Mesh.Kernel;

/// <summary>One value, whose changes inside an open <see cref="UndoLog"/> scope can be taken back.</summary>
/// <typeparam name="T">Value. Must be immutable: the cell remembers the old value, not its insides.</typeparam>
/// <param name="log">Remembers the changes.</param>
/// <param name="first">Value before the first change.</param>
public sealed class UndoCell<T>(UndoLog log, T first) : IUndoable
{
    private readonly Stack<T> undo = new();

    /// <summary>The value now.</summary>
    public T Value { get; private set; } = first;

    /// <summary>Replaces the value.</summary>
    public void Set(T value)
    {
        if (log.IsOpen)
        {
            undo.Push(Value);
            log.Remember(this);
        }

        Value = value;
    }

    void IUndoable.UndoLast() => Value = undo.Pop();

    void IUndoable.ForgetLast() => undo.Pop();
}
