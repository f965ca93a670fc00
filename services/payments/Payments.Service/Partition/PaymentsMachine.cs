using System.Buffers;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Partition;

/// <summary>Payments as the journal drives them.</summary>
/// <param name="resolveSchedule">When an acquirer whose answer is open is asked again; not empty.</param>
public sealed class PaymentsMachine(IReadOnlyList<TimeSpan> resolveSchedule)
    : IJournaledMachine<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent>
{
    /// <inheritdoc/>
    public string Service => "payments";

    /// <inheritdoc/>
    public uint FormatVersion => PaymentRecords.Version;

    /// <inheritdoc/>
    public PaymentsState CreateState() => new();

    /// <inheritdoc/>
    public UndoLog UndoLogOf(PaymentsState state) => state.Undo;

    /// <inheritdoc/>
    public PaymentResult Decide(PaymentsState state, PaymentCommand command, EventSink<PaymentEvent> events) =>
        PaymentDecisions.Decide(state, command, resolveSchedule, new Happening(() => events.Now, events.Add));

    /// <inheritdoc/>
    public void Apply(PaymentsState state, PaymentEvent happened, Moment time) => state.Apply(happened, time);

    /// <inheritdoc/>
    public int WeightOf(PaymentCommand command) => 1;

    /// <inheritdoc/>
    public void WriteEvent(PaymentEvent happened, IBufferWriter<byte> destination) => PaymentRecords.Write(happened, destination);

    /// <inheritdoc/>
    public PaymentEvent ReadEvent(ReadOnlyMemory<byte> stored, uint formatVersion) => PaymentRecords.Read(stored);

    /// <inheritdoc/>
    public byte[] DigestOf(PaymentsState state) => PaymentsDigest.Of(state);
}
