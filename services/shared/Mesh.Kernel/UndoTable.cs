using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Mesh.Kernel;

/// <summary>A dictionary whose changes inside an open <see cref="UndoLog"/> scope can be taken back.</summary>
/// <typeparam name="TKey">Key; never null.</typeparam>
/// <typeparam name="TValue">Value. Must be immutable (a record or a readonly struct): the table remembers the old value, not its
/// insides.</typeparam>
public sealed class UndoTable<TKey, TValue>(UndoLog log) : IUndoable
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> rows = [];
    private readonly Stack<(TKey Key, bool Existed, TValue? Old)> undo = new();

    /// <summary>Number of rows.</summary>
    public int Count => rows.Count;

    /// <summary>Keys in no promised order.</summary>
    public IEnumerable<TKey> Keys => rows.Keys;

    /// <summary>Values in no promised order.</summary>
    public IEnumerable<TValue> Values => rows.Values;

    /// <summary>Rows in no promised order.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> Rows => rows;

    /// <summary>Finds a row.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => rows.TryGetValue(key, out value);

    /// <summary>True when the row exists.</summary>
    public bool Contains(TKey key) => rows.ContainsKey(key);

    /// <summary>Gets a row that must exist; throws <see cref="KeyNotFoundException"/> when it does not.</summary>
    public TValue Get(TKey key) => rows[key];

    /// <summary>Adds or replaces a row.</summary>
    public void Set(TKey key, TValue value)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, key, out var existed);
        if (log.IsOpen)
        {
            undo.Push((key, existed, slot));
            log.Remember(this);
        }

        slot = value;
    }

    /// <summary>Removes a row; returns false when there was none.</summary>
    public bool Remove(TKey key)
    {
        if (!rows.Remove(key, out var old))
        {
            return false;
        }

        if (log.IsOpen)
        {
            undo.Push((key, true, old));
            log.Remember(this);
        }

        return true;
    }

    void IUndoable.UndoLast()
    {
        var (key, existed, old) = undo.Pop();
        if (existed)
        {
            rows[key] = old!;
        }
        else
        {
            rows.Remove(key);
        }
    }

    void IUndoable.ForgetLast() => undo.Pop();
}
