using Mesh.Kernel;

namespace Mesh.Risk.Domain;

/// <summary>
/// The block list of one tenant, and every request that ever changed it. Changes inside an open undo scope can be taken back.
/// </summary>
public sealed class BlockList
{
    private readonly UndoTable<BlockListKey, BlockListEntry> entries;
    private readonly UndoList<BlockListEntry> additions;
    private readonly UndoTable<Id128, BlockListChange> changes;

    internal BlockList(UndoLog undo)
    {
        entries = new(undo);
        additions = new(undo);
        changes = new(undo);
    }

    /// <summary>Entries in no promised order.</summary>
    public IEnumerable<BlockListEntry> Entries => entries.Values;

    /// <summary>What each request did, in no promised order.</summary>
    public IEnumerable<KeyValuePair<Id128, BlockListChange>> Changes => changes.Rows;

    /// <summary>True when nothing is blocked.</summary>
    public bool IsEmpty => entries.Count == 0;

    /// <summary>Finds an entry; null when there is none.</summary>
    public BlockListEntry? Find(BlockListKey key) => entries.TryGet(key, out var entry) ? entry : null;

    /// <summary>Finds what a request did; null when the request is new.</summary>
    public BlockListChange? FindChange(Id128 requestId) => changes.TryGet(requestId, out var change) ? change : null;

    /// <summary>Gets entries in the order of their times.</summary>
    /// <param name="after">Only entries that were added later.</param>
    /// <param name="countMax">At most so many.</param>
    public IReadOnlyList<BlockListEntry> Page(Moment after, int countMax)
    {
        var page = new List<BlockListEntry>();
        for (var index = FirstAdditionAfter(after); index < additions.Count && page.Count < countMax; index++)
        {
            // Entries that were removed since, or removed and added anew, are not what they were.
            var added = additions[index];
            if (ReferenceEquals(Find(added.Key), added))
            {
                page.Add(added);
            }
        }

        return page;
    }

    internal void Apply(EntryAdded added, Moment time)
    {
        var key = new BlockListKey(added.Command.ItemType, added.Command.Value);
        if (!entries.TryGet(key, out var entry))
        {
            entry = new BlockListEntry(key, added.Command.Reason, time);
            entries.Set(key, entry);
            additions.Add(entry);
        }

        changes.Set(added.Command.RequestId, new BlockListChange(added, entry));
    }

    internal void Apply(EntryRemoved removed)
    {
        entries.Remove(new BlockListKey(removed.Command.ItemType, removed.Command.Value));
        changes.Set(removed.Command.RequestId, new BlockListChange(removed, Entry: null));
    }

    private int FirstAdditionAfter(Moment time)
    {
        var (low, high) = (0, additions.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = additions[middle].CreateTime > time ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
