namespace Mesh.Journal.Loop;

/// <summary>Wakes the one loop that waits on it. Any number of calls between two waits count as one.</summary>
internal sealed class WakeSignal
{
    private readonly Lock gate = new();
    private TaskCompletionSource? waiting;
    private bool isSet;

    /// <summary>Wakes the loop, now or at its next wait.</summary>
    public void Set()
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            woken = waiting;
            waiting = null;
            isSet = woken is null;
        }

        woken?.SetResult();
    }

    /// <summary>Waits until the signal is set, and unsets it.</summary>
    public ValueTask WaitAsync()
    {
        lock (gate)
        {
            if (isSet)
            {
                isSet = false;
                return ValueTask.CompletedTask;
            }

            waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(waiting.Task);
        }
    }
}
