using System.Diagnostics;
using Mesh.Kernel;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Partition;

/// <summary>
/// Calls that wait for an operation to end, or for its outcome to be known as open. A repeat of a request joins the first. Safe for use by
/// all threads; keeps nothing of an operation that nobody waits for.
/// </summary>
public sealed class OperationWaiters
{
    private readonly Lock gate = new();
    private readonly Dictionary<OperationKey, Waited> waited = [];

    /// <summary>Number of operations that somebody waits for.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return waited.Count;
            }
        }
    }

    /// <summary>
    /// Begins to wait. Do it before the operation is asked for, so that an end that comes at once is not missed, and dispose it in the end.
    /// </summary>
    public Waiter Register(OperationKey key)
    {
        lock (gate)
        {
            if (!waited.TryGetValue(key, out var found))
            {
                waited[key] = found = new Waited();
            }

            found.WaiterCount++;
            found.Trace ??= Activity.Current?.Context;
            return new Waiter(this, key, found);
        }
    }

    /// <summary>The trace of whoever waits for an operation first; null when nobody waits or none traces.</summary>
    public ActivityContext? TraceOf(OperationKey key)
    {
        lock (gate)
        {
            return waited.GetValueOrDefault(key)?.Trace;
        }
    }

    /// <summary>The operation's next outcome is committed.</summary>
    public void Complete(OperationKey key) => Take(key)?.Outcome.TrySetResult();

    /// <summary>
    /// The partition stops here before the operation has an outcome: whoever waits is told to come again with the same request identifier.
    /// </summary>
    public void Abandon(OperationKey key) => Take(key)?.Outcome.TrySetException(
        new ServiceUnavailableException("The service is stopping; the operation goes on elsewhere.", outcomeUnknown: true, RetryAfter));

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private Waited? Take(OperationKey key)
    {
        lock (gate)
        {
            return waited.Remove(key, out var found) ? found : null;
        }
    }

    private void Leave(OperationKey key, Waited left)
    {
        lock (gate)
        {
            left.WaiterCount--;
            if (left.WaiterCount == 0 && waited.GetValueOrDefault(key) == left)
            {
                waited.Remove(key);
            }
        }
    }

    /// <summary>One call that waits.</summary>
    public sealed class Waiter : IDisposable
    {
        private readonly OperationWaiters all;
        private readonly OperationKey key;
        private readonly Waited joined;

        internal Waiter(OperationWaiters all, OperationKey key, Waited joined)
        {
            this.all = all;
            this.key = key;
            this.joined = joined;
        }

        /// <summary>Completes when the next outcome after registration is committed.</summary>
        /// <exception cref="ServiceUnavailableException">The partition stops here first.</exception>
        public Task Outcome => joined.Outcome.Task;

        /// <summary>Ends the wait.</summary>
        public void Dispose() => all.Leave(key, joined);
    }

    internal sealed class Waited
    {
        public TaskCompletionSource Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int WaiterCount { get; set; }

        public ActivityContext? Trace { get; set; }
    }
}
