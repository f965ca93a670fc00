using Google.Protobuf;
using Mesh.Dapr.Actors;
using Mesh.Journal.V1;

namespace Mesh.Journal.Placement;

/// <summary>
/// Partitions as Dapr sees them: actors that can be woken and asked who owns them, and nothing else, because anybody in reach may call an
/// actor.
/// </summary>
internal sealed class PartitionActor(IPlacedPartitions partitions, JournalOptions options) : IActor
{
    /// <summary>Method that wakes a partition here. Answers as <see cref="OwnerMethod"/> does.</summary>
    public const string WakeMethod = "Wake";

    /// <summary>Method that says who serves: a serialized <see cref="Writer"/> with replica and address.</summary>
    public const string OwnerMethod = "Owner";

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ActorCall call, CancellationToken cancellationToken)
    {
        var number = partitions.NumberOf(call.Actor);
        switch (call.Method)
        {
            case WakeMethod:
                await partitions.WakeHereAsync(number);
                return Owner();
            case OwnerMethod:
                return Owner();
            default:
                throw new ArgumentException($"A partition has no method '{call.Method}'.", nameof(call));
        }
    }

    /// <inheritdoc/>
    public Task RemindAsync(ActorReminder reminder, CancellationToken cancellationToken) =>
        partitions.RemindAsync(partitions.NumberOf(reminder.Actor), reminder.Name, cancellationToken);

    /// <inheritdoc/>
    public Task FireTimerAsync(ActorReminder timer, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Partitions set no timers.");

    /// <inheritdoc/>
    public Task DeactivateAsync(ActorId actor, ActorDeparture reason, CancellationToken cancellationToken) => reason switch
    {
        // Placement has moved it, was lost, or the actor was idle.
        ActorDeparture.Deactivated => Withdraw(actor),

        // The store may work all the same. Serving on is safe, for the journal is the fence; another owner shows at the next append.
        ActorDeparture.StreamLost => Task.CompletedTask,

        // Whoever stops the host has stopped the partitions first.
        ActorDeparture.Stopping => Task.CompletedTask,
        _ => throw new System.Diagnostics.UnreachableException($"{reason} is not a departure."),
    };

    private Task Withdraw(ActorId actor)
    {
        partitions.Withdraw(partitions.NumberOf(actor));
        return Task.CompletedTask;
    }

    private byte[] Owner() => new Writer { Replica = options.Replica, Address = options.Address }.ToByteArray();
}
