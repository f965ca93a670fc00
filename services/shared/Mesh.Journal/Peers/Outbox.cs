namespace Mesh.Journal.Peers;

/// <summary>
/// What waits to be sent on one direction of a link. While one message is on its way the next gathers, so the number of messages falls as
/// load rises. Any thread adds; one takes.
/// </summary>
internal sealed class Outbox<TItem>
{
    private readonly Lock gate = new();
    private List<TItem> waiting = [];
    private TaskCompletionSource? added;

    /// <summary>Adds something.</summary>
    public void Add(TItem item)
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            waiting.Add(item);
            woken = added;
            added = null;
        }

        woken?.TrySetResult();
    }

    /// <summary>Wakes whoever waits although nothing was added.</summary>
    public void Wake()
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            woken = added;
            added = null;
        }

        woken?.TrySetResult();
    }

    /// <summary>Takes everything that waits.</summary>
    public List<TItem> TakeAll()
    {
        lock (gate)
        {
            var taken = waiting;
            waiting = [];
            return taken;
        }
    }

    /// <summary>Completes when something waits, or at the next <see cref="Wake"/>.</summary>
    public Task WhenAdded()
    {
        lock (gate)
        {
            if (waiting.Count > 0)
            {
                return Task.CompletedTask;
            }

            added ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return added.Task;
        }
    }
}
