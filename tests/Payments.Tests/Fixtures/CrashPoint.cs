namespace Mesh.Payments.Tests.Fixtures;

/// <summary>
/// Where a process dies: at its n-th passage between two things that others can see. A dead process does nothing more: every later passage
/// waits for ever.
/// </summary>
internal sealed class CrashPoint(int atPassage)
{
    public const int Never = int.MaxValue;

    private readonly TaskCompletionSource crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int passages;

    /// <summary>Completes when the process has died.</summary>
    public Task Crashed => crashed.Task;

    /// <summary>True when the process has died.</summary>
    public bool HasCrashed => crashed.Task.IsCompleted;

    public Task PassAsync()
    {
        if (Interlocked.Increment(ref passages) < atPassage)
        {
            return Task.CompletedTask;
        }

        crashed.TrySetResult();
        return new TaskCompletionSource().Task;
    }

    /// <summary>A call that others see: the process may die before it and after it.</summary>
    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        await PassAsync();
        var answer = await call();
        await PassAsync();
        return answer;
    }
}
