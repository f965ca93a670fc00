using Mesh.Dapr.Actors;
using Mesh.Kernel;

namespace Mesh.Journal.Placement;

/// <inheritdoc cref="IPartitionReminders"/>
internal sealed class PartitionReminders(Func<int, ActorId> actorOf, IActorReminders reminders) : IPartitionReminders
{
    /// <inheritdoc/>
    public async Task RegisterAsync(int partition, string name, TimeSpan dueIn, TimeSpan? period, CancellationToken cancellationToken)
    {
        try
        {
            var schedule = new ReminderSchedule(dueIn, period);
            await reminders.RegisterAsync(actorOf(partition), name, schedule, ReadOnlyMemory<byte>.Empty, cancellationToken);
        }
        catch (ActorException failure)
        {
            throw Unavailable(partition, name, failure);
        }
    }

    /// <inheritdoc/>
    public async Task UnregisterAsync(int partition, string name, CancellationToken cancellationToken)
    {
        try
        {
            await reminders.UnregisterAsync(actorOf(partition), name, cancellationToken);
        }
        catch (ActorException failure)
        {
            throw Unavailable(partition, name, failure);
        }
    }

    private static ServiceUnavailableException Unavailable(int partition, string name, ActorException failure) => new(
        $"Reminder '{name}' of partition {partition} could not be changed.", outcomeUnknown: true, JournalLimits.RetryAfter, failure);
}
