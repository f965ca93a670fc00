using Mesh.Journal.Loop;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Placement;

/// <summary>
/// The place of one partition on this replica: holds its activation while there is one, and makes the next one when it is asked to. A
/// partition whose journal is damaged stays stopped until the process is started anew.
/// </summary>
internal sealed class PartitionSlot<TState, TCommand, TResult, TEvent>
{
    private readonly int number;
    private readonly Func<Partition<TState, TCommand, TResult, TEvent>> create;
    private readonly ILogger logger;
    private readonly SharedWork<Partition<TState, TCommand, TResult, TEvent>> activation;
    private readonly SharedWork<Partition<TState, TCommand, TResult, TEvent>> placement;
    private Partition<TState, TCommand, TResult, TEvent>? latest;
    private volatile JournalDamagedException? damage;
    private volatile bool isClosed;

    /// <summary>Makes an empty place.</summary>
    /// <param name="number">Number of the partition.</param>
    /// <param name="create">Makes an activation that is not started.</param>
    /// <param name="place">Asks placement where the partition is to be served, and gives the activation when that is here.</param>
    /// <param name="logger">Told of a damaged journal.</param>
    public PartitionSlot(
        int number,
        Func<Partition<TState, TCommand, TResult, TEvent>> create,
        Func<int, Task<Partition<TState, TCommand, TResult, TEvent>>> place,
        ILogger logger)
    {
        this.number = number;
        this.create = create;
        this.logger = logger;
        activation = new SharedWork<Partition<TState, TCommand, TResult, TEvent>>(StartAsync);
        placement = new SharedWork<Partition<TState, TCommand, TResult, TEvent>>(() => place(number));
    }

    /// <summary>The activation that serves; null when there is none.</summary>
    public Partition<TState, TCommand, TResult, TEvent>? Active => Latest is { IsServing: true } serving ? serving : null;

    /// <summary>The newest activation, whether it serves or has ended; null when there was none.</summary>
    public Partition<TState, TCommand, TResult, TEvent>? Latest => Volatile.Read(ref latest);

    /// <summary>Why the partition is not served here any more; null while nothing is wrong with its journal.</summary>
    public JournalDamagedException? Damage => damage ?? Latest?.StoppedBy as JournalDamagedException;

    /// <summary>Gets the activation that serves, by way of placement when there is none.</summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">It is served elsewhere, could not be started now, or its journal is
    /// damaged.</exception>
    public Task<Partition<TState, TCommand, TResult, TEvent>> PlaceAsync() => placement.Join();

    /// <summary>Gets the activation that serves, starting one here when there is none.</summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">It could not be started now, or its journal is damaged.</exception>
    public Task<Partition<TState, TCommand, TResult, TEvent>> ActivateAsync() => activation.Join();

    /// <summary>
    /// Ends the activation in order. When <paramref name="cancellationToken"/> is cancelled first, what still waits is refused.
    /// </summary>
    public async Task DeactivateAsync(CancellationToken cancellationToken)
    {
        await activation.WhenIdle();
        if (Latest is { } partition)
        {
            await partition.StopAsync(cancellationToken);
        }
    }

    /// <summary>Ends the activation as <see cref="DeactivateAsync"/> does, and makes no other.</summary>
    public Task CloseAsync(CancellationToken cancellationToken)
    {
        isClosed = true;
        return DeactivateAsync(cancellationToken);
    }

    /// <summary>Makes an activation that is never started, to look at the journal of a partition that does not serve here.</summary>
    public Partition<TState, TCommand, TResult, TEvent> CreateIdle() => create();

    private async Task<Partition<TState, TCommand, TResult, TEvent>> StartAsync()
    {
        if (Active is { } serving)
        {
            return serving;
        }

        if (isClosed)
        {
            throw Refusal.Stopping(number);
        }

        if (Damage is { } known)
        {
            throw Refusal.Stopped(number, known);
        }

        var partition = create();
        try
        {
            await partition.StartAsync(CancellationToken.None);
        }
        catch (JournalDamagedException found)
        {
            damage = found;
            Log.Damaged(logger, number, found.Message);
            throw Refusal.Stopped(number, found);
        }

        Volatile.Write(ref latest, partition);
        return partition;
    }
}
