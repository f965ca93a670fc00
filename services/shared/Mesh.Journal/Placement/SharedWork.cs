namespace Mesh.Journal.Placement;

/// <summary>One piece of work that many callers at once wait for together. When it has ended, the next caller starts it anew.</summary>
internal sealed class SharedWork<TOutcome>(Func<Task<TOutcome>> work)
{
    private readonly Lock gate = new();
    private Task<TOutcome>? underWay;

    /// <summary>Gets the work under way, starting it if need be. It runs whether or not any one caller waits for it.</summary>
    public Task<TOutcome> Join()
    {
        lock (gate)
        {
            if (underWay is null or { IsCompleted: true })
            {
                underWay = RunAsync();
            }

            return underWay;
        }
    }

    /// <summary>Waits until nothing is under way, however it ends.</summary>
    public Task WhenIdle()
    {
        lock (gate)
        {
            return underWay is null ? Task.CompletedTask : ((Task)underWay).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<TOutcome> RunAsync()
    {
        // The work must not run on the first caller's stack, inside the lock.
        await Task.Yield();
        return await work();
    }
}
