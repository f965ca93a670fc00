using System.Collections.Concurrent;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Partition;

/// <summary>
/// Calls that wait for an operation to end, or for its outcome to be known as open. A repeat of a request joins the first.
/// </summary>
public sealed class OperationWaiters
{
    private readonly ConcurrentDictionary<OperationKey, TaskCompletionSource> waiting = new();

    /// <summary>
    /// Gets a task that completes when the operation's next outcome is committed. Take it before looking whether it has ended already.
    /// </summary>
    public Task WaitAsync(OperationKey key) =>
        waiting.GetOrAdd(key, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Completes what waits for an operation.</summary>
    public void Complete(OperationKey key)
    {
        if (waiting.TryRemove(key, out var waiter))
        {
            waiter.TrySetResult();
        }
    }
}
