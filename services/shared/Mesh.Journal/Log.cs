using Mesh.Journal.V1;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal;

/// <summary>Lists every log event of the journal. Event ids are fixed: operators and tests rely on them.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Partition {Partition} serves from record {Sequence}, as activation {Activation}.")]
    public static partial void Activated(ILogger logger, int partition, ulong sequence, string activation);

    [LoggerMessage(2, LogLevel.Information, "Partition {Partition} stopped at record {Sequence}.")]
    public static partial void Deactivated(ILogger logger, int partition, ulong sequence);

    [LoggerMessage(3, LogLevel.Warning,
        "The store answered the append of record {Sequence} of partition {Partition} with an error; reading what is there.")]
    public static partial void AppendFailed(ILogger logger, Exception failure, int partition, ulong sequence);

    [LoggerMessage(4, LogLevel.Warning, "Record {Sequence} of partition {Partition} could not be read back.")]
    public static partial void ReadBackFailed(ILogger logger, Exception failure, int partition, ulong sequence);

    [LoggerMessage(5, LogLevel.Information, "Partition {Partition} lost the race for record {Sequence}; it catches up and decides again.")]
    public static partial void LostRace(ILogger logger, int partition, ulong sequence);

    [LoggerMessage(
        6, LogLevel.Error, "The outcome of record {Sequence} of partition {Partition} is unknown; its {Commands} commands were told so.")]
    public static partial void OutcomeUnknown(ILogger logger, int partition, ulong sequence, int commands);

    [LoggerMessage(7, LogLevel.Warning, "Partition {Partition} could not catch up from record {Sequence}.")]
    public static partial void CatchupFailed(ILogger logger, Exception failure, int partition, ulong sequence);

    [LoggerMessage(
        8,
        LogLevel.Critical,
        "Partition {Partition} has stopped and stays so until an operator has looked: its journal is damaged. {Damage}")]
    public static partial void Damaged(ILogger logger, int partition, string damage);

    [LoggerMessage(9, LogLevel.Critical,
        "Partition {Partition} has stopped: the store holds another history than this replica had applied. It is loaded anew " +
        "from record 1.")]
    public static partial void HistoryChanged(ILogger logger, Exception mismatch, int partition);

    [LoggerMessage(10, LogLevel.Critical, "Partition {Partition} has stopped because of a bug.")]
    public static partial void LoopFailed(ILogger logger, Exception failure, int partition);

    [LoggerMessage(11, LogLevel.Error,
        "A command of partition {Partition} threw while it was decided; it changed nothing and only its caller is told.")]
    public static partial void DecisionThrew(ILogger logger, Exception failure, int partition);

    [LoggerMessage(12, LogLevel.Error, "The observer of partition {Partition} threw at record {Sequence}; the partition goes on.")]
    public static partial void ObserverThrew(ILogger logger, Exception failure, int partition, ulong sequence);

    [LoggerMessage(13, LogLevel.Warning, "The hint at the head of partition {Partition} could not be saved; the next one will be.")]
    public static partial void HintFailed(ILogger logger, Exception failure, int partition);

    [LoggerMessage(14, LogLevel.Warning, "A look at record {Sequence} of partition {Partition} failed.")]
    public static partial void LookFailed(ILogger logger, Exception failure, int partition, ulong sequence);

    [LoggerMessage(15, LogLevel.Warning, "Partition {Partition} could not be woken; it is tried again.")]
    public static partial void WakeFailed(ILogger logger, Exception failure, int partition);

    [LoggerMessage(
        16, LogLevel.Warning, "Actor {Actor} could not be reached, so this replica serves partition {Partition} without placement.")]
    public static partial void ServesUnplaced(ILogger logger, Exception failure, string actor, int partition);

    [LoggerMessage(17, LogLevel.Information, "{Service} has {Partitions} partitions; all of them serve.")]
    public static partial void AllServe(ILogger logger, string service, int partitions);

    [LoggerMessage(
        18, LogLevel.Critical, "{Service} has {Partitions} partitions; {Damaged} of them are damaged and not served, the others are.")]
    public static partial void SomeServe(ILogger logger, string service, int partitions, int damaged);

    [LoggerMessage(
        20, LogLevel.Warning, "{Service} has no actor stream after {Waited}; it serves its partitions without placement until then.")]
    public static partial void PlacementAway(ILogger logger, string service, TimeSpan waited);

    [LoggerMessage(21, LogLevel.Information, "Partition {Partition} is owned by this replica from record {Sequence} on: {Reason}.")]
    public static partial void Claimed(ILogger logger, int partition, ulong sequence, ClaimReason reason);

    [LoggerMessage(
        22, LogLevel.Information, "Partition {Partition} has gone to another writer after record {Sequence}; it follows from now on.")]
    public static partial void Resigned(ILogger logger, int partition, ulong sequence);

    [LoggerMessage(
        23, LogLevel.Warning,
        "The secret store has no {Secret} of at least {Bytes} bytes: calls are not taken to other replicas, each serves what it is asked.")]
    public static partial void NoPeerKey(ILogger logger, string secret, int bytes);

    [LoggerMessage(24, LogLevel.Debug, "The secret store does not give {Secret}: {Problem}")]
    public static partial void PeerKeyAbsent(ILogger logger, string secret, string problem);

    [LoggerMessage(25, LogLevel.Warning, "The own sidecar does not answer ({Problem}); calls are passed to peers until it does.")]
    public static partial void SidecarSilent(ILogger logger, string problem);

    [LoggerMessage(26, LogLevel.Information, "The own sidecar answers again.")]
    public static partial void SidecarAnswers(ILogger logger);

    [LoggerMessage(27, LogLevel.Warning, "A message on the link from {Peer} was refused: {Problem}.")]
    public static partial void PeerMessageRefused(ILogger logger, string peer, Peers.SealProblem problem);

    [LoggerMessage(28, LogLevel.Information, "The link to replica {Replica} at {Address} is open.")]
    public static partial void PeerLinkOpen(ILogger logger, string replica, string address);

    [LoggerMessage(29, LogLevel.Warning, "The link to {Address} is gone: {Problem}")]
    public static partial void PeerLinkGone(ILogger logger, string address, string problem);

    [LoggerMessage(33, LogLevel.Information, "The link from {Peer} has ended: {Problem}")]
    public static partial void PeerLinkEnded(ILogger logger, string peer, string problem);

    [LoggerMessage(34, LogLevel.Warning, "Who owns partition {Partition} could not be read.")]
    public static partial void OwnerUnknown(ILogger logger, Exception failure, int partition);

    [LoggerMessage(30, LogLevel.Information, "Partition {Partition} is taken over for a call: {Reason}.")]
    public static partial void TakesOver(ILogger logger, int partition, ClaimReason reason);

    [LoggerMessage(31, LogLevel.Warning, "Partition {Partition} could not be taken over for a call.")]
    public static partial void TakeoverFailed(ILogger logger, Exception failure, int partition);

    [LoggerMessage(32, LogLevel.Error, "A call of a peer, {Method}, failed in a way that no service names.")]
    public static partial void PassedCallFailed(ILogger logger, Exception failure, string method);

    [LoggerMessage(19, LogLevel.Warning, "The reminder of partition {Partition} is not registered; it is tried again.")]
    public static partial void ReminderNotRegistered(ILogger logger, Exception failure, int partition);

    [LoggerMessage(36, LogLevel.Warning, "The history index of partition {Partition} could not be written; it is tried again.")]
    public static partial void HistoryDelayed(ILogger logger, Exception trouble, int partition);

    [LoggerMessage(37, LogLevel.Critical, "The history index of partition {Partition} cannot be written; the partition stops.")]
    public static partial void HistoryNotWritten(ILogger logger, Exception damage, int partition);

    [LoggerMessage(38, LogLevel.Warning, "Partition {Partition} could not bring back the past that waiting commands depend on.")]
    public static partial void RecallFailed(ILogger logger, Exception failure, int partition);

    [LoggerMessage(34, LogLevel.Warning, "The proofs of partition {Partition} are behind; it is tried again.")]
    public static partial void ProofsDelayed(ILogger logger, Exception trouble, int partition);

    [LoggerMessage(35, LogLevel.Critical, "The stored tree of partition {Partition} is damaged; it gives no proofs, but serves on.")]
    public static partial void ProofsDamaged(ILogger logger, Exception damage, int partition);

    [LoggerMessage(39, LogLevel.Warning, "Snapshot {Name} of partition {Partition} is not whole or does not fit; an older one is used.")]
    public static partial void SnapshotSkipped(ILogger logger, int partition, string name);

    [LoggerMessage(40, LogLevel.Information, "Partition {Partition} has a snapshot of record {Sequence} in {Chunks} chunks.")]
    public static partial void SnapshotWritten(ILogger logger, int partition, ulong sequence, int chunks);

    [LoggerMessage(41, LogLevel.Warning, "A snapshot of record {Sequence} of partition {Partition} was given up; the next one will do.")]
    public static partial void SnapshotFailed(ILogger logger, Exception failure, int partition, ulong sequence);

    [LoggerMessage(42, LogLevel.Warning,
        "A caller told of record {Sequence} of partition {Partition} by a seal that is not ours: a stranger, or the store was replaced.")]
    public static partial void PositionNotOurs(ILogger logger, int partition, ulong sequence);

    [LoggerMessage(
        43, LogLevel.Critical,
        "The journal of {Service}, partition {Partition}, was told to us at record {Told}, and it is now at record {Found}: {Problem}")]
    public static partial void JournalShortened(
        ILogger logger, string service, uint partition, ulong told, ulong found, string problem);

    [LoggerMessage(44, LogLevel.Debug, "{Service} could not be asked how far its journals have come.")]
    public static partial void WitnessUnheard(ILogger logger, Exception silence, string service);

    [LoggerMessage(45, LogLevel.Warning, "How far the journals of {Service} have come could not be remembered; it is tried again.")]
    public static partial void WitnessNotSaved(ILogger logger, Exception failure, string service);
}
