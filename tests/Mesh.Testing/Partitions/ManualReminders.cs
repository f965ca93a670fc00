using Mesh.Journal;
using Mesh.Kernel;

namespace Mesh.Testing.Partitions;

/// <summary>Reminders that the test fires.</summary>
public sealed class ManualReminders : IPartitionReminders
{
    private readonly Lock gate = new();
    private readonly List<TimeSpan> registered = [];
    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Registrations that fail before one succeeds.</summary>
    public int FailureCount { get; set; }

    /// <summary>Waits until a registration has failed.</summary>
    public Task WhenFailedAsync() => failed.Task;

    /// <summary>Waits for the next registration; gets the newest.</summary>
    public async Task<TimeSpan> NextAsync()
    {
        while (true)
        {
            Task wait;
            lock (gate)
            {
                if (registered.Count > 0)
                {
                    var dueIn = registered[^1];
                    registered.Clear();
                    return dueIn;
                }

                wait = changed.Task;
            }

            await wait;
        }
    }

    /// <inheritdoc/>
    public Task RegisterAsync(int partition, string name, TimeSpan dueIn, TimeSpan? period, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (FailureCount > 0)
            {
                FailureCount--;
                failed.TrySetResult();
                throw new ServiceUnavailableException("no placement", outcomeUnknown: true, TimeSpan.FromSeconds(1));
            }

            registered.Add(dueIn);
            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task UnregisterAsync(int partition, string name, CancellationToken cancellationToken) => Task.CompletedTask;
}
