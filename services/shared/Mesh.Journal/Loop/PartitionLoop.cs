using Mesh.Dapr.State;
using Mesh.Journal.Feed;
using Mesh.Journal.History;
using Mesh.Journal.Owners;
using Mesh.Journal.Records;
using Mesh.Journal.Replay;
using Mesh.Journal.Snapshots;
using Mesh.Journal.Store;
using Mesh.Journal.V1;
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
    PartitionHistory<TState, TCommand, TResult, TEvent>? history,
    PartitionSnapshots<TState, TCommand, TResult, TEvent>? snapshots,
    Ownership ownership,
    Action activated,
    WakeSignal wake)
{
    /// <summary>How often a claim is tried while the owner of before writes on: each lost race makes that one hand over.</summary>
    private const int ClaimTriesMax = 50;

    private readonly Appender appender = new(records, parts.Meters, parts.Logger, parts.Safeguards);
    private readonly HeadHintStore hints = new(parts.Store, records, parts.Logger);
    private readonly Batch<TState, TCommand, TResult, TEvent> batch =
        new(parts.Machine, fold, commands, parts.Writer, parts.Time, parts.Logger);

    /// <summary>True when another record may have taken the next number: read forward before deciding.</summary>
    private bool isBehind;

    private volatile bool isFollowAsked;

    private volatile bool isStopping;

    /// <summary>True when the observer is to be told of records: effects are run by whoever owns the partition.</summary>
    private bool IsObserved => parts.Observer is not null && ownership.IsHere;

    /// <summary>Rebuilds the state from the journal.</summary>
    /// <exception cref="JournalDamagedException">A record is missing or wrong.</exception>
    /// <exception cref="ChainMismatchException">A record does not follow the one before it.</exception>
    /// <exception cref="StateStoreException">The store did not answer.</exception>
    public async Task OpenAsync(CancellationToken abort)
    {
        if (history is not null)
        {
            await history.LoadAsync(abort);
        }

        var reachedAtLeast = snapshots is null ? 0 : await snapshots.RestoreAsync(abort);
        await Recovery.RunAsync(fold, records, hints, reachedAtLeast, abort);
        tail.StartAt(fold.Head.Sequence);
    }

    /// <summary>Announces this activation by a claim. Only before <see cref="RunAsync"/>, which takes claims by itself.</summary>
    /// <exception cref="StateStoreException">The store did not answer.</exception>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">Whether the claim was stored is unknown.</exception>
    public async Task ClaimAtOnceAsync(ClaimReason reason, CancellationToken abort)
    {
        var outcome = AppendOutcome.Lost;
        while (outcome == AppendOutcome.Lost)
        {
            await ReadForwardAsync(abort);
            outcome = await TryClaimAsync(reason, abort);
        }

        if (outcome == AppendOutcome.Unknown)
        {
            throw Refusal.OutcomeUnknown(parts.Number);
        }
    }

    /// <summary>Serves until <see cref="Stop"/>, and then until nothing waits any more; or until <paramref name="abort"/>.</summary>
    public async Task RunAsync(CancellationToken abort)
    {
        await using var awake = abort.UnsafeRegister(static self => ((WakeSignal)self!).Set(), wake);
        while (!abort.IsCancellationRequested)
        {
            reads.Answer(fold.State);
            var hasCommands = commands.Peek().Length > 0;
            if (ownership.TakeAsked() is { } asked)
            {
                await ClaimAsync(asked, abort);
            }
            else if (hasCommands || reads.HasUnconfirmed() || isFollowAsked)
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

    /// <summary>Lets the loop look for records of others soon, and apply them.</summary>
    public void Follow()
    {
        isFollowAsked = true;
        wake.Set();
    }

    /// <summary>
    /// Claims the partition. While the owner of before writes on, races are lost and tried again: it hands over at the first that it loses.
    /// When a third replica turns out to have come in between, that one is the owner, and the claim is withdrawn.
    /// </summary>
    private async Task ClaimAsync(PendingClaim claim, CancellationToken abort)
    {
        try
        {
            var before = fold.Head.Writer?.Replica;
            for (var tries = 0; !ownership.IsHere; tries++)
            {
                await ReadForwardAsync(abort);
                var now = fold.Head.Writer?.Replica;
                if (tries == ClaimTriesMax || (tries > 0 && now != before && now != parts.Writer.Replica))
                {
                    throw Refusal.ServedElsewhere(parts.Number, now ?? "");
                }

                if (await TryClaimAsync(claim.Reason, abort) == AppendOutcome.Unknown)
                {
                    throw Refusal.OutcomeUnknown(parts.Number);
                }
            }

            claim.TrySetResult();
        }
        catch (Exception failure) when (failure is StateStoreException or Mesh.Kernel.ServiceUnavailableException)
        {
            claim.TrySetException(failure is StateStoreException ? Refusal.StoreInTrouble(parts.Number, failure) : failure);
        }
        catch (Exception failure)
        {
            // The loop ends with it; whoever waits for the claim does not wait for ever.
            claim.TrySetException(Refusal.Stopped(parts.Number, failure));
            throw;
        }
    }

    private async Task<AppendOutcome> TryClaimAsync(ClaimReason reason, CancellationToken abort)
    {
        batch.BeginClaim(reason);
        var outcome = await AppendAsync(abort);
        if (outcome == AppendOutcome.Committed)
        {
            parts.Meters.Claimed(reason);
            Log.Claimed(parts.Logger, parts.Number, fold.Head.Sequence, reason);
            ownership.Begin();
            activated();
        }

        return outcome;
    }

    private async Task ServeAsync(bool hasCommands, CancellationToken abort)
    {
        if (isBehind || !hasCommands || reads.HasSeenBeyond(fold.Head.Sequence))
        {
            await TryCatchUpAsync(abort);
        }
        else if (ownership.SendsAway)
        {
            RefuseCommands(Refusal.ServedElsewhere(parts.Number, fold.Head.Writer?.Replica ?? ""));
        }
        else if (!ownership.IsHere)
        {
            // There is nobody to send callers to. After a lost race the next turn tries again.
            await TryClaimAsync(ClaimReason.Alone, abort);
        }
        else
        {
            await CommitWaitingAsync(abort);
        }
    }

    private async Task CommitWaitingAsync(CancellationToken abort)
    {
        if (await TryRecallAsync(abort) is not { } count)
        {
            return;
        }

        batch.Decide(count);
        history?.ForgetRecalled(fold.State);
        if (batch.IsEventless)
        {
            batch.Commit();
            batch.Answer();
            return;
        }

        await AppendAsync(abort);
    }

    /// <summary>Brings back what the waiting commands need; null when the store did not answer, and they were told so.</summary>
    /// <returns>Number of commands that may be decided.</returns>
    private async ValueTask<int?> TryRecallAsync(CancellationToken abort)
    {
        if (history is null)
        {
            return int.MaxValue;
        }

        try
        {
            return await history.RecallAsync(fold.State, commands, abort);
        }
        catch (StateStoreException failure)
        {
            Log.RecallFailed(parts.Logger, failure, parts.Number);
            RefuseWaiting(Refusal.StoreInTrouble(parts.Number, failure));
            return null;
        }
    }

    private async Task<AppendOutcome> AppendAsync(CancellationToken abort)
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

        return outcome;
    }

    private void Conclude(AppendOutcome outcome, SealedRecord record, long started)
    {
        reads.EndConfirmation(foundHead: outcome == AppendOutcome.Committed);
        switch (outcome)
        {
            case AppendOutcome.Committed:
                var events = batch.CopyEvents();
                batch.Commit();
                fold.Advance(record, events, parts.Writer, batch.ClaimReason);
                parts.Meters.Committed(batch.ItemCount, parts.Time.GetElapsedTime(started));
                Publish(new CommittedRecord<TEvent>(parts.Number, record.Sequence, record.Time, events));
                batch.Answer();
                break;
            case AppendOutcome.Lost:
                isBehind = true;
                parts.Meters.LostRace();
                Log.LostRace(parts.Logger, parts.Number, record.Sequence);
                batch.TakeBack();

                // Before the records of the winner are applied: effects of what they say are the winner's.
                Resign();
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
            isFollowAsked = false;
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
        if (!record.Writer.Activation.Span.SequenceEqual(parts.Writer.Activation.Span))
        {
            Resign();
        }

        Publish(new CommittedRecord<TEvent>(parts.Number, record.Sequence, record.Time, events));
    }

    private void Resign()
    {
        if (ownership.Resign())
        {
            parts.Meters.Resigned();
            Log.Resigned(parts.Logger, parts.Number, fold.Head.Sequence);
        }
    }

    private void RefuseWaiting(Exception refusal)
    {
        RefuseCommands(refusal);
        reads.FailUnconfirmed(refusal);
    }

    private void RefuseCommands(Exception refusal)
    {
        var waiting = commands.Peek();
        foreach (var pending in waiting)
        {
            parts.Meters.Refused();
            pending.Fail(refusal);
        }

        commands.Remove(waiting.Length);
    }

    private void Publish(CommittedRecord<TEvent> record)
    {
        tail.Add(record);
        hints.Offer(fold.Head);
        if (!IsObserved)
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
