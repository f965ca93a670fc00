using System.Buffers;
using System.Diagnostics;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Partition;

/// <summary>The ledger as the journal drives it. Has no state of its own, so one instance serves all partitions.</summary>
public sealed class LedgerMachine
    : IJournaledMachine<LedgerState, LedgerCommand, LedgerResult, LedgerEvent>, IHistoricMachine<LedgerState, LedgerCommand, LedgerEvent>,
        ISnapshotMachine<LedgerState>
{
    /// <inheritdoc/>
    public string Service => "ledger";

    /// <inheritdoc/>
    public uint FormatVersion => LedgerRecords.Version;

    /// <inheritdoc/>
    public uint SnapshotVersion => LedgerSlices.Version;

    /// <inheritdoc/>
    public LedgerState CreateState() => new();

    /// <inheritdoc/>
    public UndoLog UndoLogOf(LedgerState state) => state.Undo;

    /// <inheritdoc/>
    public LedgerResult Decide(LedgerState state, LedgerCommand command, EventSink<LedgerEvent> events) =>
        LedgerDecisions.Decide(
            state,
            command,
            new Happening(
                () => events.Now,
                events.Add,
                () => new HappeningMark(state.Undo.Mark(), events.Count),
                mark =>
                {
                    state.Undo.RollbackTo(mark.Changes);
                    events.TruncateTo(mark.Events);
                }));

    /// <inheritdoc/>
    public void Apply(LedgerState state, LedgerEvent happened, Moment time) => state.Apply(happened, time);

    /// <inheritdoc/>
    public int WeightOf(LedgerCommand command) => command switch
    {
        CreateAccounts create => create.Accounts.Count,
        CreateTransfers create => create.Transfers.Count,
        CreateAssets create => create.Assets.Count,
        UpdateAccounts update => update.Updates.Count,
        RestoreEvents restore => restore.Events.Count,
        FinishRestore or ExpireHolds => 1,
        _ => throw new UnreachableException($"{command.GetType().Name} is not a command of the ledger."),
    };

    /// <inheritdoc/>
    public void WriteEvent(LedgerEvent happened, IBufferWriter<byte> destination) => LedgerRecords.Write(happened, destination);

    /// <inheritdoc/>
    public LedgerEvent ReadEvent(ReadOnlyMemory<byte> stored, uint formatVersion) => LedgerRecordReader.Read(stored.Span, formatVersion);

    /// <inheritdoc/>
    public byte[] DigestOf(LedgerState state) => LedgerDigest.Of(state);

    /// <inheritdoc/>
    public void ListKeys(LedgerState state, LedgerEvent happened, ICollection<UInt128> keys) =>
        state.FindBook(happened.Book)!.Keys.List(happened, keys);

    /// <inheritdoc/>
    public void ListQuestions(
        LedgerState state, LedgerCommand command, Predicate<UInt128> mayBePast, ICollection<UInt128> keys) =>
        state.ListQuestions(command, mayBePast, keys);

    /// <inheritdoc/>
    public void Recall(LedgerState state, LedgerEvent happened, Moment time) => state.Recall(happened, time);

    /// <inheritdoc/>
    public void ForgetRecalled(LedgerState state) => state.ForgetRecalled();

    /// <inheritdoc/>
    public void Cut(LedgerState state) => state.Cut();

    /// <inheritdoc/>
    public void Forget(LedgerState state) => state.Forget();

    /// <inheritdoc/>
    public IStateCapture<LedgerState> Capture(LedgerState state, Moment now) => new LedgerCapture(state);

    /// <inheritdoc/>
    public void Restore(LedgerState state, ReadOnlyMemory<byte> slice) => LedgerSlices.Restore(state, slice);
}
