using Google.Protobuf;
using Mesh.Journal.V1;
using Mesh.Kernel;

namespace Mesh.Journal.Records;

/// <summary>
/// Reads the body of a record whose hash fits. Events stay slices of the stored bytes. Fields that this version does not know are skipped:
/// the hash covers them.
/// </summary>
internal static class RecordBodyReader
{
    public static StoredRecord Read(
        int partition, ulong sequence, byte[] previousHash, byte[] hash, ReadOnlyMemory<byte> body, int byteLength)
    {
        var writer = new Writer();
        var time = default(Moment);
        var formatVersion = 0u;
        var reason = ClaimReason.Unspecified;
        var events = new List<ReadOnlyMemory<byte>>();
        var fields = new FieldReader(body);
        try
        {
            while (fields.Next())
            {
                switch (fields.Tag)
                {
                    case RecordLayout.WriterTag:
                        writer = Writer.Parser.ParseFrom(fields.Bytes.Span);
                        break;
                    case RecordLayout.TimeTag:
                        time = new Moment((long)fields.Number);
                        break;
                    case RecordLayout.FormatVersionTag:
                        formatVersion = (uint)fields.Number;
                        break;
                    case RecordLayout.ClaimReasonTag:
                        reason = (ClaimReason)fields.Number;
                        break;
                    case RecordLayout.EventTag:
                        events.Add(fields.Bytes);
                        break;
                }
            }
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or FormatException or OverflowException)
        {
            throw new JournalDamagedException(partition, sequence, "has a body that is not a journal body.", malformed);
        }

        return new StoredRecord(
            sequence, previousHash, hash, new WriterIdentity(writer.Activation.Memory, writer.Replica, writer.Address),
            time, formatVersion, events, byteLength) { ClaimReason = reason };
    }
}
