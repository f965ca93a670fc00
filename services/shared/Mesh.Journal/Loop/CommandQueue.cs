using System.Runtime.InteropServices;

namespace Mesh.Journal.Loop;

/// <summary>
/// Commands in the order in which they came. Any thread adds; only the partition's loop looks at the front and takes away what is done
/// with, so a batch that lost its race is simply still there. Bounded in items: <see cref="JournalLimits.WaitingItemsMax"/>.
/// </summary>
internal sealed class CommandQueue<TCommand, TResult>(WakeSignal wake)
{
    private readonly Lock gate = new();
    private readonly List<PendingCommand<TCommand, TResult>> arrived = [];
    private readonly List<PendingCommand<TCommand, TResult>> waiting = [];
    private int items;
    private bool isClosed;

    /// <summary>Adds a command; says why not when it is refused.</summary>
    public QueueAdmission Add(PendingCommand<TCommand, TResult> pending)
    {
        bool isFirst;
        lock (gate)
        {
            if (isClosed)
            {
                return QueueAdmission.Closed;
            }

            if (items + pending.Weight > JournalLimits.WaitingItemsMax)
            {
                return QueueAdmission.Full;
            }

            items += pending.Weight;
            isFirst = arrived.Count == 0;
            arrived.Add(pending);
        }

        if (isFirst)
        {
            wake.Set();
        }

        return QueueAdmission.Admitted;
    }

    /// <summary>Admits nothing any more.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
        }
    }

    /// <summary>Gets every command that waits, oldest first; for the loop only, valid until its next call here.</summary>
    public ReadOnlySpan<PendingCommand<TCommand, TResult>> Peek()
    {
        lock (gate)
        {
            waiting.AddRange(arrived);
            arrived.Clear();
        }

        return CollectionsMarshal.AsSpan(waiting);
    }

    /// <summary>Takes away the oldest commands; for the loop only.</summary>
    public void Remove(int count)
    {
        var removed = 0;
        foreach (var pending in CollectionsMarshal.AsSpan(waiting)[..count])
        {
            removed += pending.Weight;
        }

        waiting.RemoveRange(0, count);
        lock (gate)
        {
            items -= removed;
        }
    }
}
