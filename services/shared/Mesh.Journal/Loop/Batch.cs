using Mesh.Journal.Records;
using Mesh.Journal.Replay;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Loop;

/// <summary>
/// The commands that travel in one record. Decided inside one undo scope on top of committed state; nothing of it is visible to anybody
/// before <see cref="Commit"/>, and <see cref="TakeBack"/> leaves no trace.
/// </summary>
internal sealed class Batch<TState, TCommand, TResult, TEvent>
{
    private readonly IJournaledMachine<TState, TCommand, TResult, TEvent> machine;
    private readonly JournalFold<TState, TCommand, TResult, TEvent> fold;
    private readonly CommandQueue<TCommand, TResult> queue;
    private readonly WriterIdentity writer;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly UndoLog undo;
    private readonly DecisionSink<TState, TCommand, TResult, TEvent> sink;
    private readonly RecordDraft draft = new();
    private readonly List<PendingCommand<TCommand, TResult>> decided = [];
    private int taken;

    public Batch(
        IJournaledMachine<TState, TCommand, TResult, TEvent> machine,
        JournalFold<TState, TCommand, TResult, TEvent> fold,
        CommandQueue<TCommand, TResult> queue,
        WriterIdentity writer,
        TimeProvider time,
        ILogger logger)
    {
        this.machine = machine;
        this.fold = fold;
        this.queue = queue;
        this.writer = writer;
        this.time = time;
        this.logger = logger;
        undo = machine.UndoLogOf(fold.State);
        sink = new DecisionSink<TState, TCommand, TResult, TEvent>(machine, fold.State);
    }

    /// <summary>Number of commands that were decided.</summary>
    public int CommandCount => decided.Count;

    /// <summary>Number of items in them.</summary>
    public int ItemCount { get; private set; }

    /// <summary>True when the decided commands left no event: nothing but repeats, and refusals that need no record.</summary>
    public bool IsEventless => sink.Count == 0;

    /// <summary>Why the batch claims the partition; unspecified when it holds commands.</summary>
    public ClaimReason ClaimReason { get; private set; }

    /// <summary>Opens the scope with nothing in it but why the partition is claimed.</summary>
    public void BeginClaim(ClaimReason reason)
    {
        Begin();
        ClaimReason = reason;
        draft.AddClaim(reason);
    }

    private void Begin()
    {
        ClaimReason = ClaimReason.Unspecified;
        decided.Clear();
        taken = 0;
        ItemCount = 0;
        var recordTime = Later(Moment.From(time.GetUtcNow()), fold.Head.Time.PlusNanos(1));
        sink.Begin(recordTime);
        draft.Begin(writer, recordTime, machine.FormatVersion);
        undo.Begin();
    }

    /// <summary>Opens the scope and decides waiting commands, oldest first, until the record is full or none is left.</summary>
    /// <param name="countMax">At most so many commands: those whose history was recalled.</param>
    public void Decide(int countMax)
    {
        Begin();
        var waiting = queue.Peek();
        foreach (var pending in waiting[..Math.Min(waiting.Length, countMax)])
        {
            if (!pending.IsGivenUp && !TryDecide(pending))
            {
                return;
            }

            taken++;
        }
    }

    /// <summary>Gives the decided events the number after the head.</summary>
    public SealedRecord Seal() => draft.Seal(fold.Head.Sequence + 1, fold.Head.Hash);

    /// <summary>Copies the events of the batch.</summary>
    public TEvent[] CopyEvents() => sink.ToArray();

    /// <summary>Keeps what was decided, and forgets how to undo it.</summary>
    public void Commit()
    {
        undo.Commit();
        queue.Remove(taken);
    }

    /// <summary>Gives every caller the answer. After <see cref="Commit"/>.</summary>
    public void Answer()
    {
        foreach (var pending in decided)
        {
            pending.Answer();
        }
    }

    /// <summary>Undoes everything; the commands wait again, in front of all others.</summary>
    public void TakeBack() => undo.Rollback();

    /// <summary>
    /// Undoes everything and tells the callers why there is no answer. The record may still land, so its bytes are left alone.
    /// </summary>
    public void GiveUp(Exception failure)
    {
        undo.Rollback();
        draft.Abandon();
        queue.Remove(taken);
        foreach (var pending in decided)
        {
            pending.Fail(failure);
        }
    }

    /// <summary>Decides one command; false when it has to wait for the next record.</summary>
    private bool TryDecide(PendingCommand<TCommand, TResult> pending)
    {
        if (ItemCount + pending.Weight > JournalLimits.BatchItemsMax && ItemCount > 0)
        {
            return false;
        }

        var (mark, eventCount, position) = (undo.Mark(), sink.Count, draft.Position);
        try
        {
            pending.Decide(machine.Decide(fold.State, pending.Command, sink));
            Write(eventCount);
        }
        catch (Exception failure)
        {
            ReturnTo(mark, eventCount, position);
            Log.DecisionThrew(logger, failure, fold.Partition);
            pending.Fail(failure);
            return true;
        }

        if (draft.ByteLength <= JournalLimits.RecordBytesMax)
        {
            decided.Add(pending);
            ItemCount += pending.Weight;
            return true;
        }

        var byteLength = draft.ByteLength;
        ReturnTo(mark, eventCount, position);
        return position.EventCount == 0 && Refuse(pending, byteLength);
    }

    private static bool Refuse(PendingCommand<TCommand, TResult> pending, int byteLength)
    {
        pending.Fail(new CommandTooLargeException(
            $"The command's events take {byteLength} bytes; a record has at most {JournalLimits.RecordBytesMax}."));
        return true;
    }

    private void Write(int firstEvent)
    {
        foreach (var happened in sink.From(firstEvent))
        {
            draft.Add(machine, happened);
        }
    }

    private void ReturnTo(int mark, int eventCount, (int End, int EventCount) position)
    {
        undo.RollbackTo(mark);
        sink.TruncateTo(eventCount);
        draft.ReturnTo(position);
    }

    private static Moment Later(Moment one, Moment other) => one > other ? one : other;
}
