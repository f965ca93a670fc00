using System.Globalization;
using Mesh.Dapr.Actors;
using Mesh.Dapr.State;
using Mesh.Journal.Loop;
using Mesh.Journal.Owners;
using Mesh.Journal.Proofs;
using Mesh.Journal.Replay;
using Mesh.Journal.Store;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Placement;

/// <summary>
/// All partitions of a service on this replica. It follows every one of them, so that any of them can be read here and taken over at once.
/// Placement proposes who owns one; when placement cannot be asked and no owner can be reached, this replica owns it, which is safe because
/// the journal decides.
/// </summary>
internal sealed class PartitionSet<TState, TCommand, TResult, TEvent>
    : IPartitionSet<TState, TCommand, TResult, TEvent>, IPlacedPartitions, IOwnedPartitions, ICommittedHeads, IJournalInspection,
        IDisposable
{
    /// <summary>How long placement may take to answer: while it is away every call hangs until its limit (contract 11.5).</summary>
    private static readonly TimeSpan WakeTimeMax = TimeSpan.FromSeconds(2);

    private readonly IJournaledMachine<TState, TCommand, TResult, TEvent> machine;
    private readonly JournalOptions options;
    private readonly IActorClient actors;
    private readonly IPeers peers;
    private readonly IServiceProvider services;
    private readonly ILogger logger;
    private readonly PartitionSlot<TState, TCommand, TResult, TEvent>[] slots;
    private readonly FollowerLag lag;

    public PartitionSet(
        IJournaledMachine<TState, TCommand, TResult, TEvent> machine,
        JournalOptions options,
        IActorClient actors,
        IPeers peers,
        IServiceProvider services,
        ILoggerFactory loggers)
    {
        this.machine = machine;
        this.options = options;
        this.actors = actors;
        this.peers = peers;
        this.services = services;
        logger = loggers.CreateLogger("Mesh.Journal");
        ActorType = $"{char.ToUpperInvariant(machine.Service[0])}{machine.Service[1..]}Partition";
        slots = [.. Enumerable.Range(0, options.PartitionCount).Select(number =>
            new PartitionSlot<TState, TCommand, TResult, TEvent>(number, () => Create(number), logger))];
        lag = new FollowerLag(machine.Service, ListPartitions);
    }

    /// <summary>Actor type of this service's partitions, for example <c>LedgerPartition</c>.</summary>
    public string ActorType { get; }

    /// <inheritdoc/>
    public int Count => slots.Length;

    /// <inheritdoc/>
    public ValueTask<IPartition<TState, TCommand, TResult, TEvent>> ForTenantAsync(string tenant, CancellationToken cancellationToken) =>
        GetAsync(PartitionHash.PartitionOf(tenant, Count), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IPartition<TState, TCommand, TResult, TEvent>> GetAsync(int number, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        return slots[number].Active is { } serving
            ? ValueTask.FromResult<IPartition<TState, TCommand, TResult, TEvent>>(serving)
            : OpenedAsync(number, cancellationToken);
    }

    /// <inheritdoc/>
    int IOwnedPartitions.NumberOf(string tenant) => PartitionHash.PartitionOf(tenant, Count);

    /// <inheritdoc/>
    public OwnerView OwnerOf(int number) => slots[number].Latest is { } partition
        ? new OwnerView(partition.IsOwner, partition.Head.Writer, partition.Head.Sequence)
        : default;

    /// <inheritdoc/>
    public Task OwnAsync(int number, ClaimReason reason) => slots[number].OwnAsync(reason);

    /// <inheritdoc/>
    public async Task CatchUpAsync(int number, CancellationToken cancellationToken)
    {
        var partition = await GetAsync(number, cancellationToken);
        await partition.ReadAsync(static _ => true, ReadConsistency.Linearizable, cancellationToken);
    }

    /// <inheritdoc/>
    public void HearOf(int number, ulong head)
    {
        if (number >= 0 && number < Count)
        {
            slots[number].HearOf(head);
        }
    }

    /// <inheritdoc/>
    public void OwnerLost(string address)
    {
        for (var number = 0; number < Count; number++)
        {
            if (OwnerOf(number) is { IsHere: false, Writer: { } writer } && writer.Address == address)
            {
                slots[number].Nudge();
            }
        }
    }

    /// <inheritdoc/>
    string ICommittedHeads.Service => machine.Service;

    /// <inheritdoc/>
    JournalHead? ICommittedHeads.HeadOf(int number) => slots[number].Latest?.Head;

    /// <inheritdoc/>
    JournalDamagedException? ICommittedHeads.DamageOf(int number) => slots[number].Damage;

    /// <inheritdoc/>
    bool ICommittedHeads.IsOwner(int number) => slots[number].IsOwner;

    /// <inheritdoc/>
    async Task<JournalHead> ICommittedHeads.CatchUpAsync(int number, CancellationToken cancellationToken)
    {
        await CatchUpAsync(number, cancellationToken);
        return slots[number].Latest!.Head;
    }

    /// <inheritdoc/>
    void ICommittedHeads.Condemn(JournalDamagedException found) => slots[found.Partition].Condemn(found);

    /// <summary>
    /// One beat of <see cref="FollowPace"/> for every partition. The link to an owner is there before the first call needs it.
    /// </summary>
    public void Beat()
    {
        for (var number = 0; number < slots.Length; number++)
        {
            slots[number].Beat();
            if (OwnerOf(number) is { IsHere: false, Writer: { } writer } && writer.Address != options.Address)
            {
                peers.Meet(writer.Address);
            }
        }
    }

    /// <summary>The place of one partition.</summary>
    public PartitionSlot<TState, TCommand, TResult, TEvent> SlotOf(int number) => slots[number];

    /// <inheritdoc/>
    public int NumberOf(ActorId actor) =>
        actor.Type == ActorType
        && int.TryParse(actor.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number < Count
            ? number
            : throw new ArgumentException($"{actor} is no partition of {machine.Service}.", nameof(actor));

    /// <summary>Names the actor that a partition is.</summary>
    public ActorId ActorOf(int number) => new(ActorType, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Opens a partition, and lets placement's host claim it. When placement cannot be asked, whoever owns the partition keeps it as long
    /// as that one can be reached; otherwise it is claimed here.
    /// </summary>
    /// <exception cref="ServiceUnavailableException">It could not be started or claimed now, or its journal is damaged.</exception>
    public async Task<Partition<TState, TCommand, TResult, TEvent>> PlaceAsync(int number)
    {
        var slot = slots[number];
        var partition = await slot.OpenAsync();
        try
        {
            await actors.InvokeAsync(
                ActorOf(number), PartitionActor.WakeMethod, ReadOnlyMemory<byte>.Empty, WakeTimeMax, CancellationToken.None);
        }
        catch (ActorException failure) when (!OwnerOf(number).IsHere)
        {
            // Either placement could not be asked, or the host that it named could not claim.
            await CatchUpAsync(number, CancellationToken.None);
            if (await IsElsewhereAndReachableAsync(OwnerOf(number)))
            {
                return partition;
            }

            await slot.OwnAsync(ClaimReason.Unplaced);
            Log.ServesUnplaced(logger, failure, ActorOf(number).ToString(), number);
        }
        catch (ActorException)
        {
            // It is owned here already, and stays so until somebody claims it.
        }

        // Whoever owns it is known from now on, and knows this replica.
        await IsElsewhereAndReachableAsync(OwnerOf(number));
        return partition;
    }

    /// <summary>Says whether the journal of a partition is damaged, so that nothing will wake it here.</summary>
    public bool IsDamaged(int number) => slots[number].Damage is not null;

    /// <inheritdoc/>
    public Task WakeHereAsync(int number) => slots[number].OwnAsync(ClaimReason.Placed);

    /// <inheritdoc/>
    public void Withdraw(int number) => slots[number].Nudge();

    /// <inheritdoc/>
    public async Task RemindAsync(int number, string name, CancellationToken cancellationToken)
    {
        if (FindObserver() is { } observer)
        {
            await observer.RemindedAsync(await slots[number].OwnAsync(ClaimReason.Placed), name, cancellationToken);
        }
    }

    /// <summary>Ends every activation in order, for good.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => Task.WhenAll(slots.Select(slot => slot.CloseAsync(cancellationToken)));

    /// <inheritdoc/>
    public IReadOnlyList<PartitionStatus> ListPartitions() => [.. Enumerable.Range(0, Count).Select(StatusOf)];

    /// <inheritdoc/>
    public async Task<JournalVerification> VerifyAsync(int partition, CancellationToken cancellationToken)
    {
        if (partition < 0 || partition >= Count)
        {
            throw new ResourceNotFoundException(
                "PARTITION_NOT_FOUND", $"{machine.Service} has partitions 0 to {Count - 1}, not {partition}.");
        }

        var serving = slots[partition].Active ?? slots[partition].CreateIdle();
        return await serving.VerifyAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => lag.Dispose();

    private async ValueTask<IPartition<TState, TCommand, TResult, TEvent>> OpenedAsync(int number, CancellationToken cancellationToken) =>
        await slots[number].OpenAsync().WaitAsync(cancellationToken);

    private async ValueTask<bool> IsElsewhereAndReachableAsync(OwnerView owner) =>
        owner is { IsHere: false, Writer: { } writer }
        && writer.Address != options.Address
        && await peers.IsReachableAsync(writer.Address);

    private PartitionStatus StatusOf(int number)
    {
        var slot = slots[number];
        var head = slot.Latest?.Head ?? JournalHead.Empty(machine.Service, number);
        return new PartitionStatus(
            number, slot.IsOwner, head.Sequence, head.Hash, head.Time, head.Writer?.Replica ?? "", slot.Damage?.Message ?? "")
        {
            WriterAddress = head.Writer?.Address ?? "",
            LastChange = head.LastChange,
            LagRecords = slot.IsOwner || slot.HeardHead <= head.Sequence ? 0 : slot.HeardHead - head.Sequence,
        };
    }

    private Partition<TState, TCommand, TResult, TEvent> Create(int number) => new(
        new PartitionParts<TState, TCommand, TResult, TEvent>(
            number,
            machine,
            services.GetRequiredService<IStateStore>(),
            WriterIdentity.CreateNew(options.Replica, options.Address),
            services.GetRequiredService<TimeProvider>(),
            logger,
            FindObserver(),
            services.GetService<Safeguards>() ?? Safeguards.All)
        {
            Yields = peers.TakeCalls,
        });

    /// <summary>Found late, because an observer may itself depend on the partitions.</summary>
    private IPartitionObserver<TState, TCommand, TResult, TEvent>? FindObserver() =>
        services.GetService<IPartitionObserver<TState, TCommand, TResult, TEvent>>();
}
