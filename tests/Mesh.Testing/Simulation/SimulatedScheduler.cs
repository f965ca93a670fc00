namespace Mesh.Testing.Simulation;

/// <summary>
/// Runs asynchronous code on one thread, in an order that one seed decides: whatever is ready is run in random order, and when nothing
/// is, the clock jumps to the next timer. The same seed gives the same run, however long its time-outs are.
/// </summary>
/// <remarks>
/// Code under simulation must stay on this thread: it awaits without leaving the synchronization context, takes time only from
/// <see cref="Time"/>, and does not use the thread pool. A continuation from another thread fails the run, because it could not be
/// repeated.
/// </remarks>
public sealed class SimulatedScheduler : SynchronizationContext
{
    private const int StepCountMax = 5_000_000;

    private readonly Random random;
    private readonly List<(SendOrPostCallback Callback, object? State)> ready = [];
    private readonly int thread = Environment.CurrentManagedThreadId;

    /// <summary>Makes a scheduler that takes its choices from <paramref name="random"/>.</summary>
    public SimulatedScheduler(Random random)
    {
        this.random = random;
        Time = new SimulatedTime(action => Post(static run => ((Action)run!)(), action));
    }

    /// <summary>The clock of the run.</summary>
    public SimulatedTime Time { get; }

    /// <summary>Number of continuations run so far: a clock without two equal times.</summary>
    public int StepCount { get; private set; }

    /// <summary>Runs something to its end.</summary>
    /// <exception cref="InvalidOperationException">
    /// It waits for something that can never happen, never ends, or left the thread.
    /// </exception>
    public void Run(Func<Task> body)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = body();
            while (!task.IsCompleted)
            {
                Step();
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != thread)
        {
            throw new InvalidOperationException("A continuation came from another thread, so this run cannot be repeated.");
        }

        ready.Add((d, state));
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private void Step()
    {
        if (++StepCount > StepCountMax)
        {
            throw new InvalidOperationException($"The run has not ended after {StepCountMax} steps.");
        }

        if (ready.Count == 0)
        {
            if (!Time.Jump())
            {
                throw new InvalidOperationException("Everything waits and nothing is left that could happen.");
            }

            return;
        }

        var index = random.Next(ready.Count);
        var (callback, state) = ready[index];
        ready[index] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
        callback(state);
    }
}
