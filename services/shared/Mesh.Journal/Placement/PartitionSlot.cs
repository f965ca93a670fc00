using Mesh.Journal.Loop;
using Mesh.Journal.V1;
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
    private readonly FollowPace pace = new();
    private Partition<TState, TCommand, TResult, TEvent>? latest;
    private TaskCompletionSource nudged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong heardHead;
    private volatile JournalDamagedException? damage;
    private volatile bool isClosed;

    /// <summary>Makes an empty place.</summary>
    /// <param name="number">Number of the partition.</param>
    /// <param name="create">Makes an activation that is not started.</param>
    /// <param name="logger">Told of a damaged journal.</param>
    public PartitionSlot(
        int number,
        Func<Partition<TState, TCommand, TResult, TEvent>> create,
        ILogger logger)
    {
        this.number = number;
        this.create = create;
        this.logger = logger;
        activation = new SharedWork<Partition<TState, TCommand, TResult, TEvent>>(StartAsync);
    }

    /// <summary>The activation that owns the partition or follows it; null when there is none.</summary>
    public Partition<TState, TCommand, TResult, TEvent>? Active => Latest is { IsServing: true } serving ? serving : null;

    /// <summary>The newest activation, whether it serves or has ended; null when there was none.</summary>
    public Partition<TState, TCommand, TResult, TEvent>? Latest => Volatile.Read(ref latest);

    /// <summary>Why the partition is not served here any more; null while nothing is wrong with its journal.</summary>
    public JournalDamagedException? Damage => damage ?? Latest?.StoppedBy as JournalDamagedException;

    /// <summary>True while the partition is owned here, as far as this replica knows.</summary>
    public bool IsOwner => Latest is { IsOwner: true };

    /// <summary>The newest record that an owner has told of; 0 when none has.</summary>
    public ulong HeardHead => Volatile.Read(ref heardHead);

    /// <summary>Completes when there is a reason to ask placement again, until <see cref="TakeNudge"/>.</summary>
    public Task Nudged => Volatile.Read(ref nudged).Task;

    /// <summary>Gets the activation, starting one that follows when there is none.</summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">It could not be started now, or its journal is damaged.</exception>
    public Task<Partition<TState, TCommand, TResult, TEvent>> OpenAsync() => activation.Join();

    /// <summary>Gets the activation, which owns the partition then.</summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">It could not be started or claimed now, or its journal is damaged.
    /// </exception>
    public async Task<Partition<TState, TCommand, TResult, TEvent>> OwnAsync(ClaimReason reason)
    {
        var partition = Active ?? await OpenAsync();
        await partition.ClaimAsync(reason);
        return partition;
    }

    /// <summary>Takes note of a record that an owner has told of, and lets the activation catch up when it is behind.</summary>
    public void HearOf(ulong head)
    {
        Volatile.Write(ref heardHead, Math.Max(HeardHead, head));
        if (Active is { IsOwner: false } partition && partition.Head.Sequence < head)
        {
            partition.CatchUpSoon();
        }
    }

    /// <summary>One beat of <see cref="FollowPace"/>: a follower looks for new records when it is time to.</summary>
    public void Beat()
    {
        if (Active is { IsOwner: false } partition && pace.IsDue(partition.Head.Sequence))
        {
            partition.CatchUpSoon();
        }
    }

    /// <summary>Gives a reason to ask placement again.</summary>
    public void Nudge() => Volatile.Read(ref nudged).TrySetResult();

    /// <summary>Forgets the reasons given so far.</summary>
    public void TakeNudge()
    {
        if (nudged.Task.IsCompleted)
        {
            Volatile.Write(ref nudged, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    /// <summary>Ends the activation because somebody else has found its journal damaged, and makes no other.</summary>
    public void Condemn(JournalDamagedException found)
    {
        if (Damage is null)
        {
            damage = found;
            Log.Damaged(logger, number, found.Message);
            Latest?.Condemn(found);
        }
    }

    /// <summary>
    /// Ends the activation in order, and makes no other. When <paramref name="cancellationToken"/> is cancelled first, what still waits is
    /// refused.
    /// </summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        isClosed = true;
        await activation.WhenIdle();
        if (Latest is { } partition)
        {
            await partition.StopAsync(cancellationToken);
        }
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
            await partition.FollowAsync(CancellationToken.None);
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
