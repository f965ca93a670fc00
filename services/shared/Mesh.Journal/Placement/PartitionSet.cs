using System.Globalization;
using Mesh.Dapr.Actors;
using Mesh.Dapr.State;
using Mesh.Journal.Loop;
using Mesh.Journal.Replay;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Placement;

/// <summary>
/// All partitions of a service on this replica. Placement proposes where one is served; when placement cannot be asked this replica serves
/// it, which is safe because the journal decides.
/// </summary>
internal sealed class PartitionSet<TState, TCommand, TResult, TEvent>
    : IPartitionSet<TState, TCommand, TResult, TEvent>, IPlacedPartitions, IJournalInspection
{
    /// <summary>How long placement may take to answer: while it is away every call hangs until its limit (contract 11.5).</summary>
    private static readonly TimeSpan WakeTimeMax = TimeSpan.FromSeconds(2);

    private readonly IJournaledMachine<TState, TCommand, TResult, TEvent> machine;
    private readonly JournalOptions options;
    private readonly IActorClient actors;
    private readonly IServiceProvider services;
    private readonly ILogger logger;
    private readonly PartitionSlot<TState, TCommand, TResult, TEvent>[] slots;

    public PartitionSet(
        IJournaledMachine<TState, TCommand, TResult, TEvent> machine,
        JournalOptions options,
        IActorClient actors,
        IServiceProvider services,
        ILoggerFactory loggers)
    {
        this.machine = machine;
        this.options = options;
        this.actors = actors;
        this.services = services;
        logger = loggers.CreateLogger("Mesh.Journal");
        ActorType = $"{char.ToUpperInvariant(machine.Service[0])}{machine.Service[1..]}Partition";
        slots = [.. Enumerable.Range(0, options.PartitionCount).Select(number =>
            new PartitionSlot<TState, TCommand, TResult, TEvent>(number, () => Create(number), AskPlacementAsync, logger))];
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
            : PlacedAsync(number, cancellationToken);
    }

    /// <inheritdoc/>
    public int NumberOf(ActorId actor) =>
        actor.Type == ActorType
        && int.TryParse(actor.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number < Count
            ? number
            : throw new ArgumentException($"{actor} is no partition of {machine.Service}.", nameof(actor));

    /// <summary>Names the actor that a partition is.</summary>
    public ActorId ActorOf(int number) => new(ActorType, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Asks placement where a partition is to be served, and gives the activation when that is here.</summary>
    /// <exception cref="ServiceUnavailableException">It is served elsewhere, could not be started now, or its journal is
    /// damaged.</exception>
    public Task<Partition<TState, TCommand, TResult, TEvent>> PlaceAsync(int number) => slots[number].PlaceAsync();

    /// <summary>Says whether the journal of a partition is damaged, so that nothing will wake it here.</summary>
    public bool IsDamaged(int number) => slots[number].Damage is not null;

    /// <inheritdoc/>
    public Task WakeHereAsync(int number) => slots[number].ActivateAsync();

    /// <inheritdoc/>
    public Task RestAsync(int number, CancellationToken cancellationToken) => slots[number].DeactivateAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task RemindAsync(int number, string name, CancellationToken cancellationToken)
    {
        if (FindObserver() is { } observer)
        {
            await observer.RemindedAsync(await slots[number].ActivateAsync(), name, cancellationToken);
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

    private async ValueTask<IPartition<TState, TCommand, TResult, TEvent>> PlacedAsync(int number, CancellationToken cancellationToken) =>
        await PlaceAsync(number).WaitAsync(cancellationToken);

    private async Task<Partition<TState, TCommand, TResult, TEvent>> AskPlacementAsync(int number)
    {
        var actor = ActorOf(number);
        try
        {
            var answer = await actors.InvokeAsync(
                actor, PartitionActor.WakeMethod, ReadOnlyMemory<byte>.Empty, WakeTimeMax, CancellationToken.None);
            var owner = Writer.Parser.ParseFrom(answer.Span);
            return owner.Replica == options.Replica
                ? await slots[number].ActivateAsync()
                : throw Refusal.ServedElsewhere(number, owner.Replica);
        }
        catch (ActorException failure)
        {
            // Either placement could not be asked, or the partition itself could not start and says why now.
            var partition = await slots[number].ActivateAsync();
            Log.ServesUnplaced(logger, failure, actor.ToString(), number);
            return partition;
        }
    }

    private PartitionStatus StatusOf(int number)
    {
        var slot = slots[number];
        var head = slot.Latest?.Head ?? JournalHead.Empty(machine.Service, number);
        return new PartitionStatus(
            number,
            slot.Active is not null,
            head.Sequence,
            head.Hash,
            head.Time,
            head.Writer?.Replica ?? "",
            slot.Damage?.Message ?? "");
    }

    private Partition<TState, TCommand, TResult, TEvent> Create(int number) => new(
        number,
        machine,
        services.GetRequiredService<IStateStore>(),
        WriterIdentity.CreateNew(options.Replica, options.Address),
        services.GetRequiredService<TimeProvider>(),
        logger,
        FindObserver());

    /// <summary>Found late, because an observer may itself depend on the partitions.</summary>
    private IPartitionObserver<TState, TCommand, TResult, TEvent>? FindObserver() =>
        services.GetService<IPartitionObserver<TState, TCommand, TResult, TEvent>>();
}
