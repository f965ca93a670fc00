using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Payments.V1;

namespace Mesh.Payments.Service.Connectors.SimulatedAcquirer;

/// <summary>
/// The simulated acquirer as the journal drives it: a fourth state machine, so that it remembers what it did across every crash and a
/// double charge cannot hide.
/// </summary>
public sealed class AcquirerMachine : IJournaledMachine<AcquirerBook, AcquirerCommand, AcquirerReply, AcquirerEvent>
{
    /// <inheritdoc/>
    public string Service => "acquirer";

    /// <inheritdoc/>
    public uint FormatVersion => 1;

    /// <inheritdoc/>
    public AcquirerBook CreateState() => new();

    /// <inheritdoc/>
    public UndoLog UndoLogOf(AcquirerBook state) => state.Undo;

    /// <inheritdoc/>
    public AcquirerReply Decide(AcquirerBook state, AcquirerCommand command, EventSink<AcquirerEvent> events) =>
        AcquirerDecisions.Decide(state, command, events.Add);

    /// <inheritdoc/>
    public void Apply(AcquirerBook state, AcquirerEvent happened, Moment time) => state.Apply(happened);

    /// <inheritdoc/>
    public int WeightOf(AcquirerCommand command) => 1;

    /// <inheritdoc/>
    public void WriteEvent(AcquirerEvent happened, IBufferWriter<byte> destination) => ToRecord(happened).WriteTo(destination);

    /// <inheritdoc/>
    public AcquirerEvent ReadEvent(ReadOnlyMemory<byte> stored, uint formatVersion)
    {
        var record = AcquirerRecord.Parser.ParseFrom(stored.Span);
        return record.EventCase switch
        {
            AcquirerRecord.EventOneofCase.Entered => new Entered(FromRecord(record.Entered)),
            AcquirerRecord.EventOneofCase.Dropped => new Dropped(Id128.Read(record.Dropped.Reference.Span)),
            AcquirerRecord.EventOneofCase.Queried => new LeftOpen(Id128.Read(record.Queried.Reference.Span)),
            _ => throw new InvalidDataException("a stored event of the acquirer has no known content"),
        };
    }

    /// <inheritdoc/>
    public byte[] DigestOf(AcquirerBook state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in state.Entries.OrderBy(entry => entry.Reference))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{entry}\n")));
        }

        foreach (var reference in state.DroppedReferences.Order())
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{reference}\n"));
        }

        return hash.GetHashAndReset();
    }

    private static AcquirerRecord ToRecord(AcquirerEvent happened) => happened switch
    {
        Entered entered => new AcquirerRecord { Entered = ToRecord(entered.Entry) },
        Dropped dropped => new AcquirerRecord { Dropped = new AcquirerDroppedRecord { Reference = Bytes(dropped.Reference) } },
        LeftOpen open => new AcquirerRecord { Queried = new AcquirerQueriedRecord { Reference = Bytes(open.Reference) } },
        _ => throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is not an event of the acquirer."),
    };

    private static AcquirerEnteredRecord ToRecord(AcquirerEntry entry) => new()
    {
        Reference = Bytes(entry.Reference),
        MerchantAccount = entry.MerchantAccount,
        Kind = (uint)entry.Kind,
        ChargeReference = Bytes(entry.ChargeReference),
        CurrencyCode = entry.CurrencyCode,
        AmountMinor = entry.AmountMinor,
        Capture = entry.Capture,
        DeclineCode = entry.DeclineCode,
        OpenQueries = entry.OpenQueries,
        Behaviour = (int)entry.Behaviour,
    };

    private static AcquirerEntry FromRecord(AcquirerEnteredRecord record) => new(
        Id128.Read(record.Reference.Span),
        record.MerchantAccount,
        (EntryKind)record.Kind,
        Id128.Read(record.ChargeReference.Span),
        record.CurrencyCode,
        record.AmountMinor,
        record.Capture,
        record.DeclineCode,
        record.OpenQueries,
        (TestCardBehaviour)record.Behaviour);

    private static ByteString Bytes(Id128 id)
    {
        var bytes = new byte[Id128.ByteLength];
        id.Write(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
