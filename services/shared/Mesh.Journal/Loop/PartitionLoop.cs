using Mesh.Dapr.State;
using Mesh.Journal.Feed;
using Mesh.Journal.Records;
using Mesh.Journal.Replay;
using Mesh.Journal.Store;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Loop;

/// <summary>
/// The one consumer of a partition: it alone touches the state, so the state needs no lock. Each turn answers confirmed reads, then decides
/// what waits, appends it and waits for the store; meanwhile the next batch gathers. Trouble changes only the turn: after a lost race it
/// reads forward and decides the same commands again, after an unknown outcome it reads forward before anything else.
/// </summary>
internal sealed class PartitionLoop<TState, TCommand, TResult, TEvent>(
    PartitionParts<TState, TCommand, TResult, TEvent> parts,
    JournalFold<TState, TCommand, TResult, TEvent> fold,
    RecordStore records,
    CommandQueue<TCommand, TResult> commands,
    ReadQueue<TState> reads,
    CommittedTail<TEvent> tail,
    WakeSignal wake)
{
    private readonly Appender appender = new(records, parts.Meters, parts.Logger, parts.Safeguards);
    private readonly HeadHintStore hints = new(parts.Store, records, parts.Logger);
    private readonly Batch<TState, TCommand, TResult, TEvent> batch =
        new(parts.Machine, fold, commands, parts.Writer, parts.Time, parts.Logger);

    /// <summary>True when another record may have taken the next number: read forward before deciding.</summary>
    private bool isBehind;

    /// <summary>True once the observer is to be told of records.</summary>
    private bool isObserved;

    private volatile bool isStopping;

    /// <summary>Rebuilds the state from the journal and announces this activation by a claim.</summary>
    /// <exception cref="JournalDamagedException">A record is missing or wrong.</exception>
    /// <exception cref="ChainMismatchException">A record does not follow the one before it.</exception>
    /// <exception cref="StateStoreException">The store did not answer.</exception>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">Whether the claim was stored is unknown.</exception>
    public async Task OpenAsync(CancellationToken abort)
    {
        await Recovery.RunAsync(fold, records, hints, abort);
        tail.StartAt(fold.Head.Sequence);
        do
        {
            await ReadForwardAsync(abort);
            batch.Begin();
        }
        while (!await TryAppendAsync(abort));
        isObserved = parts.Observer is not null;
    }

    /// <summary>Serves until <see cref="Stop"/>, and then until nothing waits any more; or until <paramref name="abort"/>.</summary>
    public async Task RunAsync(CancellationToken abort)
    {
        await using var awake = abort.UnsafeRegister(static self => ((WakeSignal)self!).Set(), wake);
        while (!abort.IsCancellationRequested)
        {
            reads.Answer(fold.State);
            var hasCommands = commands.Peek().Length > 0;
            if (hasCommands || reads.HasUnconfirmed())
            {
                await ServeAsync(hasCommands, abort);
            }
            else if (isStopping && reads.IsEmpty())
            {
                await hints.FinishAsync(fold.Head);
                return;
            }
            else
            {
                await wake.WaitAsync();
            }
        }
    }

    /// <summary>Lets the loop end once nothing waits. The queues must be closed.</summary>
    public void Stop()
    {
        isStopping = true;
        wake.Set();
    }

    private async Task ServeAsync(bool hasCommands, CancellationToken abort)
    {
        if (isBehind || !hasCommands || reads.HasSeenBeyond(fold.Head.Sequence))
        {
            await TryCatchUpAsync(abort);
        }
        else
        {
            await CommitWaitingAsync(abort);
        }
    }

    private async Task CommitWaitingAsync(CancellationToken abort)
    {
        batch.Decide();
        if (batch.IsEventless)
        {
            batch.Commit();
            batch.Answer();
            return;
        }

        await TryAppendAsync(abort);
    }

    private async Task<bool> TryAppendAsync(CancellationToken abort)
    {
        var record = batch.Seal();
        var started = parts.Time.GetTimestamp();
        reads.BeginConfirmation();
        var outcome = AppendOutcome.Unknown;
        try
        {
            outcome = await appender.AppendAsync(record, abort);
        }
        finally
        {
            Conclude(outcome, record, started);
        }

        return outcome == AppendOutcome.Committed;
    }

    private void Conclude(AppendOutcome outcome, SealedRecord record, long started)
    {
        reads.EndConfirmation(foundHead: outcome == AppendOutcome.Committed);
        switch (outcome)
        {
            case AppendOutcome.Committed:
                batch.Commit();
                fold.Advance(record, parts.Writer);
                parts.Meters.Committed(batch.ItemCount, parts.Time.GetElapsedTime(started));
                Publish(new CommittedRecord<TEvent>(parts.Number, record.Sequence, record.Time, batch.CopyEvents()));
                batch.Answer();
                break;
            case AppendOutcome.Lost:
                isBehind = true;
                parts.Meters.LostRace();
                Log.LostRace(parts.Logger, parts.Number, record.Sequence);
                batch.TakeBack();
                break;
            case AppendOutcome.Unknown:
                isBehind = true;
                parts.Meters.UnknownOutcome();
                Log.OutcomeUnknown(parts.Logger, parts.Number, record.Sequence, batch.CommandCount);
                batch.GiveUp(parts.Safeguards.ReadsBackAfterFailure
                    ? Refusal.OutcomeUnknown(parts.Number)
                    : Refusal.StoreInTrouble(parts.Number, failure: null));
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{outcome} is not an outcome.");
        }
    }

    private async Task TryCatchUpAsync(CancellationToken abort)
    {
        try
        {
            await ReadForwardAsync(abort);
        }
        catch (StateStoreException failure)
        {
            isBehind = true;
            Log.CatchupFailed(parts.Logger, failure, parts.Number, fold.Head.Sequence);
            RefuseWaiting(Refusal.StoreInTrouble(parts.Number, failure));
        }
    }

    private async Task ReadForwardAsync(CancellationToken abort)
    {
        var foundHead = false;
        try
        {
            while (!foundHead)
            {
                reads.BeginConfirmation();
                foundHead = await Catchup.StepAsync(fold, records, through: ulong.MaxValue, CaughtUp, abort);
            }
        }
        finally
        {
            reads.EndConfirmation(foundHead);
        }

        isBehind = false;
    }

    private void CaughtUp(StoredRecord record, TEvent[] events)
    {
        parts.Meters.RecordCaughtUp();
        Publish(new CommittedRecord<TEvent>(parts.Number, record.Sequence, record.Time, events));
    }

    private void RefuseWaiting(Exception refusal)
    {
        var waiting = commands.Peek();
        foreach (var pending in waiting)
        {
            parts.Meters.Refused();
            pending.Fail(refusal);
        }

        commands.Remove(waiting.Length);
        reads.FailUnconfirmed(refusal);
    }

    private void Publish(CommittedRecord<TEvent> record)
    {
        tail.Add(record);
        hints.Offer(fold.Head);
        if (!isObserved)
        {
            return;
        }

        try
        {
            parts.Observer!.Committed(record);
        }
        catch (Exception failure)
        {
            Log.ObserverThrew(parts.Logger, failure, parts.Number, record.Sequence);
        }
    }
}
