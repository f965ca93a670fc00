using System.Buffers;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Partition;

/// <summary>Risk as the journal drives it.</summary>
public sealed class RiskMachine : IJournaledMachine<RiskState, RiskCommand, RiskResult, RiskEvent>
{
    /// <inheritdoc/>
    public string Service => "risk";

    /// <inheritdoc/>
    public uint FormatVersion => RiskRecords.Version;

    /// <inheritdoc/>
    public RiskState CreateState() => new();

    /// <inheritdoc/>
    public UndoLog UndoLogOf(RiskState state) => state.Undo;

    /// <inheritdoc/>
    public RiskResult Decide(RiskState state, RiskCommand command, EventSink<RiskEvent> events) =>
        RiskDecisions.Decide(state, command, new Happening(() => events.Now, events.Add));

    /// <inheritdoc/>
    public void Apply(RiskState state, RiskEvent happened, Moment time) => state.Apply(happened, time);

    /// <inheritdoc/>
    public int WeightOf(RiskCommand command) => command is EvaluatePayments evaluate ? evaluate.Items.Count : 1;

    /// <inheritdoc/>
    public void WriteEvent(RiskEvent happened, IBufferWriter<byte> destination) => RiskRecords.Write(happened, destination);

    /// <inheritdoc/>
    public RiskEvent ReadEvent(ReadOnlyMemory<byte> stored, uint formatVersion) => RiskRecordReader.Read(stored.Span, formatVersion);

    /// <inheritdoc/>
    public byte[] DigestOf(RiskState state) => RiskDigest.Of(state);
}
