using System.Diagnostics;
using Mesh.Dapr.State;
using Mesh.Journal.Feed;
using Mesh.Journal.History;
using Mesh.Journal.Loop;
using Mesh.Journal.Owners;
using Mesh.Journal.Proofs;
using Mesh.Journal.Replay;
using Mesh.Journal.Snapshots;
using Mesh.Journal.Store;
using Mesh.Journal.V1;
using Mesh.Journal.Verification;
using Mesh.Kernel;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal;

/// <summary>
/// One activation of a partition: a state in memory, the journal that it is the fold of, and the loop that alone changes both. Any number
/// of activations of one partition, in any number of processes, may run at once: each record number is written once, and whoever loses a
/// race catches up and goes on.
/// </summary>
public sealed class Partition<TState, TCommand, TResult, TEvent> : IPartition<TState, TCommand, TResult, TEvent>, IAsyncDisposable
{
    private readonly PartitionParts<TState, TCommand, TResult, TEvent> parts;
    private readonly WakeSignal wake;
    private readonly JournalFold<TState, TCommand, TResult, TEvent> fold;
    private readonly CommandQueue<TCommand, TResult> commands;
    private readonly ReadQueue<TState> reads;
    private readonly HeadLook<TState> look;
    private readonly CommittedTail<TEvent> tail = new();
    private readonly RecordFeed<TState, TCommand, TResult, TEvent> feed;
    private readonly PartitionHistory<TState, TCommand, TResult, TEvent>? history;
    private readonly PartitionSnapshots<TState, TCommand, TResult, TEvent>? snapshots;
    private readonly PartitionLoop<TState, TCommand, TResult, TEvent> loop;
    private readonly Ownership ownership;
    private readonly CancellationTokenSource abort = new();
    private Task running = Task.CompletedTask;
    private Exception? stoppedBy;
    private volatile bool isServing;
    private volatile bool isDisposed;

    /// <summary>Makes an activation that does nothing yet.</summary>
    /// <param name="number">Number of the partition, from 0.</param>
    /// <param name="machine">What decides and applies.</param>
    /// <param name="store">Where the journal is.</param>
    /// <param name="writer">Who this activation is; no other has the same.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the events of the log catalogue.</param>
    /// <param name="observer">Told of records from the activation on; null when nobody is.</param>
    public Partition(
        int number,
        IJournaledMachine<TState, TCommand, TResult, TEvent> machine,
        IStateStore store,
        WriterIdentity writer,
        TimeProvider time,
        ILogger logger,
        IPartitionObserver<TState, TCommand, TResult, TEvent>? observer)
        : this(new PartitionParts<TState, TCommand, TResult, TEvent>(
            number, machine, store, writer, time, logger, observer, Safeguards.All))
    {
    }

    internal Partition(PartitionParts<TState, TCommand, TResult, TEvent> parts)
    {
        this.parts = parts;
        var wake = new WakeSignal();
        history = parts.Machine is IHistoricMachine<TState, TCommand, TEvent> historic
            ? new PartitionHistory<TState, TCommand, TResult, TEvent>(parts, historic)
            : null;
        fold = new JournalFold<TState, TCommand, TResult, TEvent>(parts.Machine, parts.Number, history);
        commands = new CommandQueue<TCommand, TResult>(wake);
        reads = new ReadQueue<TState>(wake);
        look = new HeadLook<TState>(reads, parts.NewRecordStore(), () => fold.Head.Sequence, parts.Meters, parts.Logger);
        feed = new RecordFeed<TState, TCommand, TResult, TEvent>(parts, tail, () => fold.Head);
        ownership = new Ownership(parts.Yields);
        snapshots = parts.Machine is ISnapshotMachine<TState> machine && history is not null
            ? new PartitionSnapshots<TState, TCommand, TResult, TEvent>(
                parts,
                machine,
                fold,
                history,
                () => ownership.IsHere,
                (query, cancellationToken) => ReadAsync(query, ReadConsistency.Local, cancellationToken))
            : null;
        loop = new PartitionLoop<TState, TCommand, TResult, TEvent>(
            parts, fold, parts.NewRecordStore(), commands, reads, tail, history, snapshots, ownership, Activated, wake);
        this.wake = wake;
    }

    /// <inheritdoc/>
    public int Number => parts.Number;

    /// <inheritdoc/>
    public ulong HeadSequence => fold.Head.Sequence;

    /// <summary>The newest committed record that this activation has applied.</summary>
    internal JournalHead Head => fold.Head;

    /// <summary>True while this activation owns the partition, as far as it knows: it wrote last, by a claim or by what followed.</summary>
    public bool IsOwner => ownership.IsHere;

    /// <summary>
    /// True from the end of <see cref="StartAsync"/> until the activation has ended, in order or by <see cref="StoppedBy"/>.
    /// </summary>
    public bool IsServing => isServing;

    /// <summary>Completes when the activation has ended. Never fails.</summary>
    internal Task Completion => running;

    /// <summary>What ended the activation against its will; null while it runs and after an orderly stop.</summary>
    internal Exception? StoppedBy => Volatile.Read(ref stoppedBy);

    /// <summary>Rebuilds the state, claims the partition and begins to serve. Once per instance.</summary>
    /// <exception cref="JournalDamagedException">A record is missing or wrong; the message names it.</exception>
    /// <exception cref="ServiceUnavailableException">The store did not answer. Make another instance and try again.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => BeginAsync(claims: true, cancellationToken);

    /// <summary>
    /// Rebuilds the state and begins to follow: reads are answered, commands are refused until <see cref="ClaimAsync"/>. Once per
    /// instance; otherwise as <see cref="StartAsync"/>.
    /// </summary>
    internal Task FollowAsync(CancellationToken cancellationToken) => BeginAsync(claims: false, cancellationToken);

    /// <summary>
    /// Makes this activation the owner: it catches up, appends a claim and tells the observer. At once when it is the owner already.
    /// </summary>
    /// <exception cref="ServiceUnavailableException">The store did not answer, or another replica came first.</exception>
    internal Task ClaimAsync(ClaimReason reason)
    {
        if (ownership.IsHere)
        {
            return Task.CompletedTask;
        }

        var claimed = ownership.AskAsync(reason, StopReason);
        wake.Set();
        return claimed;
    }

    /// <summary>Lets the activation look for records of others soon. Nothing to wait for; reads never need it.</summary>
    internal void CatchUpSoon() => loop.Follow();

    private async Task BeginAsync(bool claims, CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(claims, cancellationToken);
        }
        catch (ChainMismatchException mismatch)
        {
            throw new JournalDamagedException(Number, mismatch.Sequence, "does not follow the record before it.", mismatch);
        }
        catch (StateStoreException failure)
        {
            throw Refusal.StoreInTrouble(Number, failure);
        }

        Log.Activated(parts.Logger, Number, fold.Head.Sequence, Convert.ToHexStringLower(parts.Writer.Activation.Span));
        isServing = true;
        running = RunAsync();
    }

    /// <inheritdoc/>
    public Task<TResult> SubmitAsync(TCommand command, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        var weight = parts.Machine.WeightOf(command);
        if (weight > JournalLimits.BatchItemsMax)
        {
            return Task.FromException<TResult>(new CommandTooLargeException(
                $"The command has {weight} items; a batch has at most {JournalLimits.BatchItemsMax}."));
        }

        var pending = new PendingCommand<TCommand, TResult>(command, weight);
        pending.GiveUpOn(cancellationToken);
        RefuseUnless(commands.Add(pending), pending.Fail);
        return pending.Task;
    }

    /// <inheritdoc/>
    public Task<TView> ReadAsync<TView>(Func<TState, TView> query, ReadConsistency consistency, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TView>(cancellationToken);
        }

        var read = new PendingRead<TState, TView>(query);
        read.GiveUpOn(cancellationToken);
        var needsLook = consistency == ReadConsistency.Linearizable && parts.Safeguards.LooksBeforeRead;
        RefuseUnless(reads.Add(read, needsLook, out var shouldLook), read.Fail);
        if (shouldLook)
        {
            look.Begin(abort.Token);
        }

        return read.Task;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommittedRecord<TEvent>>> ReadRecordsAsync(
        ulong fromSequence, int recordCountMax, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(recordCountMax, 1);
        var first = Math.Max(fromSequence, 1);
        var found = await feed.ReadAsync(first, recordCountMax, cancellationToken);
        if (found.Count > 0 || wait <= TimeSpan.Zero)
        {
            return found;
        }

        try
        {
            // Another writer may have gone on unnoticed: ask before waiting for what is there already.
            await ReadAsync(static _ => true, ReadConsistency.Linearizable, cancellationToken);
            await tail.WhenCommitted(first).WaitAsync(wait, parts.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return [];
        }

        return await feed.ReadAsync(first, recordCountMax, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PastEvent<TEvent>>> FindPastAsync(
        IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken) =>
        history is null ? [] : await AskStoreAsync(history.FindAsync(keys, cancellationToken));

    /// <inheritdoc/>
    public async Task<PastPage<TEvent>> ListPastAsync(UInt128 key, PastRange range, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(range.CountMax, 1);
        if (history is null)
        {
            return new PastPage<TEvent>([], HasMore: false, JournalPlace.EndOf(Head.Sequence));
        }

        var snapshot = await ReadAsync(
            _ => history.Snapshot(fold.Head.Sequence), ReadConsistency.Linearizable, cancellationToken);
        return await AskStoreAsync(history.ListAsync(snapshot, key, range, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<JournalPlace> FindPlaceBeforeAsync(Moment time, CancellationToken cancellationToken)
    {
        var head = await ReadAsync(_ => fold.Head, ReadConsistency.Linearizable, cancellationToken);
        return await AskStoreAsync(PlaceSearch.FindBeforeAsync(time, head, parts.NewRecordStore(), cancellationToken));
    }

    /// <summary>
    /// Walks the whole chain in the store, rebuilds the state from record 1 and compares it with the state in memory. Commands go on
    /// meanwhile; they wait only while the digest of the state in memory is computed. An activation that does not serve has no state to
    /// compare: the chain alone is verified then.
    /// </summary>
    /// <exception cref="ServiceUnavailableException">The store did not answer.</exception>
    public Task<JournalVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        var verifier = new JournalVerifier<TState, TCommand, TResult, TEvent>(
            parts.Machine,
            parts.NewRecordStore(),
            new TreeAudit(parts.Machine.Service, Number, new TreeStore(parts.Store, parts.NewRecordStore, Number)));
        return AskStoreAsync(verifier.RunAsync(isServing ? CaptureAsync : null, cancellationToken));
    }

    private async Task<TAnswer> AskStoreAsync<TAnswer>(Task<TAnswer> question)
    {
        try
        {
            return await question;
        }
        catch (StateStoreException failure)
        {
            throw Refusal.StoreInTrouble(Number, failure);
        }
    }

    private Task<(JournalHead Head, byte[] Digest)> CaptureAsync(CancellationToken cancellationToken) =>
        ReadAsync(state => (fold.Head, parts.Machine.DigestOf(state)), ReadConsistency.Linearizable, cancellationToken);

    /// <summary>Ends the activation at once: its journal is not what was committed. What waits is told so.</summary>
    internal void Condemn(JournalDamagedException damage)
    {
        if (isServing && Interlocked.CompareExchange(ref stoppedBy, damage, comparand: null) is null)
        {
            abort.Cancel();
        }
    }

    /// <summary>
    /// Stops in order: refuses what comes, finishes what waits, answers, saves a hint at the head. When
    /// <paramref name="cancellationToken"/> is cancelled first, what still waits is refused and the append under way is left to its fate
    /// (its callers are told that the outcome is unknown). Idempotent.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (isDisposed)
        {
            return;
        }

        // On this thread: effects that watch the token end before the partition goes on stopping.
        ownership.EndEffects(StopReason);
        commands.Close();
        reads.Close();
        loop.Stop();
        await using (cancellationToken.UnsafeRegister(static self => ((CancellationTokenSource)self!).Cancel(), abort))
        {
            await running;
        }
    }

    /// <summary>Stops without finishing what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        isDisposed = true;
        abort.Dispose();
    }

    private async Task OpenAsync(bool claims, CancellationToken cancellationToken)
    {
        try
        {
            await loop.OpenAsync(cancellationToken);
            if (claims)
            {
                await loop.ClaimAtOnceAsync(ClaimReason.Alone, cancellationToken);
            }
        }
        catch
        {
            await EndHistoryAsync();
            throw;
        }
    }

    private async ValueTask EndHistoryAsync()
    {
        if (snapshots is not null)
        {
            await snapshots.DisposeAsync();
        }

        if (history is not null)
        {
            await history.DisposeAsync();
        }
    }

    private async Task RunAsync()
    {
        // What follows must not run on the stack of whoever started the partition, nor in its trace.
        await Task.Yield();
        Activity.Current = null;
        try
        {
            await loop.RunAsync(abort.Token);
            Log.Deactivated(parts.Logger, Number, fold.Head.Sequence);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            Log.Deactivated(parts.Logger, Number, fold.Head.Sequence);
        }
        catch (Exception failure)
        {
            Volatile.Write(ref stoppedBy, failure);
            Report(failure);
        }

        isServing = false;
        ownership.End(StopReason);
        RefuseAll(StopReason());
        await EndHistoryAsync();
    }

    private void Activated() => parts.Observer?.Activated(this, fold.State, ownership.Tenure);

    private ServiceUnavailableException StopReason() => StoppedBy is { } why ? Refusal.Stopped(Number, why) : Refusal.Stopping(Number);

    private void Report(Exception failure)
    {
        switch (failure)
        {
            case JournalDamagedException:
                Log.Damaged(parts.Logger, Number, failure.Message);
                break;
            case ChainMismatchException:
                Log.HistoryChanged(parts.Logger, failure, Number);
                break;
            default:
                Log.LoopFailed(parts.Logger, failure, Number);
                break;
        }
    }

    private void RefuseAll(Exception refusal)
    {
        commands.Close();
        var waiting = commands.Peek();
        foreach (var pending in waiting)
        {
            pending.Fail(refusal);
        }

        commands.Remove(waiting.Length);
        reads.Abort(refusal);
        tail.End();
    }

    private void RefuseUnless(QueueAdmission admission, Action<Exception> fail)
    {
        if (admission == QueueAdmission.Admitted)
        {
            return;
        }

        parts.Meters.Refused();
        fail(admission == QueueAdmission.Full ? Refusal.QueueFull(Number)
            : StopReason());
    }
}
