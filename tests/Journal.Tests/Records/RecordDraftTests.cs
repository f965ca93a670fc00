using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Mesh.Journal.Records;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Mesh.Testing.Text;

namespace Mesh.Journal.Tests.Records;

public sealed class RecordDraftTests
{
    private static readonly byte[] Activation = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    private static readonly WriterIdentity Writer = new(Activation, "replica-a", "10.0.0.1:5001");

    private readonly RecordDraft draft = new();

    [Fact]
    public void Seal_Events_WritesWhatTheProtoSays()
    {
        var previous = SHA256.HashData("before"u8);
        draft.Begin(Writer, new Moment(1_700_000_000_000_000_000), formatVersion: 3);
        draft.Add(new TextMachine(), "first");
        draft.Add(new TextMachine(), "second");

        var sealedRecord = draft.Seal(sequence: 300, previous);

        var record = JournalRecord.Parser.ParseFrom(sealedRecord.Bytes.Span);
        var body = JournalBody.Parser.ParseFrom(record.Body);
        Assert.Equal(300UL, record.Sequence);
        Assert.Equal(previous, record.PreviousHash.ToByteArray());
        Assert.Equal(sealedRecord.Hash, record.Hash.ToByteArray());
        Assert.Equal(Activation, body.Writer.Activation.ToByteArray());
        Assert.Equal("replica-a", body.Writer.Replica);
        Assert.Equal("10.0.0.1:5001", body.Writer.Address);
        Assert.Equal(1_700_000_000_000_000_000, body.TimeUnixNanos);
        Assert.Equal(3u, body.FormatVersion);
        Assert.Equal(["first", "second"], body.Events.Select(happened => happened.ToStringUtf8()));
    }

    [Fact]
    public void Seal_Record_HashesPreviousHashSequenceAndBody()
    {
        var previous = SHA256.HashData("before"u8);
        draft.Begin(Writer, new Moment(7), formatVersion: 1);
        draft.Add(new TextMachine(), "only");

        var sealedRecord = draft.Seal(sequence: 9, previous);

        var body = JournalRecord.Parser.ParseFrom(sealedRecord.Bytes.Span).Body.ToByteArray();
        var sequence = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(sequence, 9);
        Assert.Equal(SHA256.HashData([.. previous, .. sequence, .. body]), sealedRecord.Hash);
    }

    [Fact]
    public void Seal_Record_IsWhatTheGeneratedWriterWrites()
    {
        draft.Begin(Writer, new Moment(7), formatVersion: 1);
        draft.Add(new TextMachine(), "only");

        var sealedRecord = draft.Seal(sequence: 1, ChainHash.Genesis("text", partition: 0));

        var again = JournalRecord.Parser.ParseFrom(sealedRecord.Bytes.Span).ToByteArray();
        Assert.Equal(again, sealedRecord.Bytes.ToArray());
    }

    [Fact]
    public void Add_EventsOfEveryLengthClass_KeepsEach()
    {
        int[] lengths = [0, 1, 127, 128, 16_383, 16_384, 5, 0, 300_000, 1];
        draft.Begin(Writer, new Moment(7), formatVersion: 1);
        foreach (var length in lengths)
        {
            draft.Add(new TextMachine(), new string('x', length));
        }

        var sealedRecord = draft.Seal(sequence: 1, ChainHash.Genesis("text", partition: 0));

        var read = RecordReader.Read(partition: 0, sequence: 1, sealedRecord.Bytes);
        Assert.Equal(lengths, read.Events.Select(happened => happened.Length));
    }

    [Fact]
    public void ReturnTo_AfterAnEvent_ForgetsIt()
    {
        draft.Begin(Writer, new Moment(7), formatVersion: 1);
        draft.Add(new TextMachine(), "kept");
        var position = draft.Position;
        draft.Add(new TextMachine(), new string('x', 10_000));

        draft.ReturnTo(position);
        draft.Add(new TextMachine(), "next");

        var read = RecordReader.Read(partition: 0, sequence: 1, draft.Seal(sequence: 1, ChainHash.Genesis("text", partition: 0)).Bytes);
        Assert.Equal(["kept", "next"], read.Events.Select(happened => Encoding.UTF8.GetString(happened.Span)));
    }

    [Fact]
    public void Genesis_ServiceAndPartition_IsTheHashOfTheirPublishedText() =>
        Assert.Equal(SHA256.HashData("mesh-journal/ledger/17"u8), ChainHash.Genesis("ledger", partition: 17));
}
