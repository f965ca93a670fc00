using System.Buffers;
using Google.Protobuf;
using Mesh.Journal.V1;
using Mesh.Kernel;

namespace Mesh.Journal.Records;

/// <summary>
/// A record in the making. Events are written straight into the bytes that will be sent; the header, whose length depends on theirs, is put
/// in front at the end, into room that was left for it. One draft serves one partition over and over.
/// </summary>
internal sealed class RecordDraft : IBufferWriter<byte>
{
    private const int BodyStart = RecordLayout.HeaderByteLengthMax;
    private const int ByteLengthFirst = 4 * 1024;

    private byte[] buffer = new byte[ByteLengthFirst];
    private int end = BodyStart;
    private int eventLengthByteLength = 1;
    private Moment time;

    /// <summary>Number of events written.</summary>
    public int EventCount { get; private set; }

    /// <summary>Bytes that the record has at most if it is sealed now.</summary>
    public int ByteLength => end;

    /// <summary>Where the draft stands, for <see cref="ReturnTo"/>.</summary>
    public (int End, int EventCount) Position => (end, EventCount);

    /// <summary>Starts a new record in the same bytes.</summary>
    public void Begin(WriterIdentity writer, Moment recordTime, uint formatVersion)
    {
        end = BodyStart;
        EventCount = 0;
        time = recordTime;
        WriteMessage(RecordLayout.WriterTag, new Writer
        {
            Activation = UnsafeByteOperations.UnsafeWrap(writer.Activation),
            Replica = writer.Replica,
            Address = writer.Address,
        });
        WriteNumber(RecordLayout.TimeTag, (ulong)recordTime.UnixNanos);
        WriteNumber(RecordLayout.FormatVersionTag, formatVersion);
    }

    /// <summary>Gives up the bytes: a write whose outcome is unknown may still be reading them.</summary>
    public void Abandon() => buffer = new byte[ByteLengthFirst];

    /// <summary>Writes one event.</summary>
    public void Add<TState, TCommand, TResult, TEvent>(IJournaledMachine<TState, TCommand, TResult, TEvent> machine, TEvent happened)
    {
        // The length comes first but is known last: leave as many bytes for it as the event before needed, and shift the event when that
        // was wrong.
        Reserve(1 + Varint.ByteLengthMax);
        var start = end;
        buffer[end++] = RecordLayout.EventTag;
        var contentStart = end + eventLengthByteLength;
        end = contentStart;
        machine.WriteEvent(happened, this);
        WriteEventLength(start + 1, contentStart);
        EventCount++;
    }

    /// <summary>Says why the writer takes the partition; once, in a record without events.</summary>
    public void AddClaim(ClaimReason reason) => WriteNumber(RecordLayout.ClaimReasonTag, (ulong)reason);

    /// <summary>Forgets the events written after <paramref name="position"/> was taken.</summary>
    public void ReturnTo((int End, int EventCount) position) => (end, EventCount) = position;

    /// <summary>Numbers, chains and hashes the record.</summary>
    public SealedRecord Seal(ulong sequence, ReadOnlySpan<byte> previousHash)
    {
        var bodyByteLength = end - BodyStart;
        var hash = new byte[ChainHash.ByteLength];
        ChainHash.Compute(previousHash, sequence, buffer.AsSpan(BodyStart, bodyByteLength), hash);
        var headerByteLength = RecordLayout.HeaderByteLength(sequence, bodyByteLength);
        var start = BodyStart - headerByteLength;
        RecordLayout.WriteHeader(buffer.AsSpan(start, headerByteLength), sequence, previousHash, hash, bodyByteLength);
        return new SealedRecord(sequence, hash, buffer.AsMemory(start, end - start), time, EventCount);
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, buffer.Length - end);
        end += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return buffer.AsMemory(end);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return buffer.AsSpan(end);
    }

    private void WriteEventLength(int lengthStart, int contentStart)
    {
        var byteLength = end - contentStart;
        var needed = Varint.LengthOf((ulong)byteLength);
        if (needed != contentStart - lengthStart)
        {
            Reserve(needed);
            buffer.AsSpan(contentStart, byteLength).CopyTo(buffer.AsSpan(lengthStart + needed));
            end = lengthStart + needed + byteLength;
            eventLengthByteLength = needed;
        }

        Varint.Write(buffer.AsSpan(lengthStart), (ulong)byteLength);
    }

    private void WriteMessage(byte tag, Writer message)
    {
        WriteNumber(tag, (ulong)message.CalculateSize());
        message.WriteTo(this);
    }

    private void WriteNumber(byte tag, ulong value)
    {
        Reserve(1 + Varint.ByteLengthMax);
        buffer[end++] = tag;
        end += Varint.Write(buffer.AsSpan(end), value);
    }

    private void Reserve(int byteLength)
    {
        if (buffer.Length - end < byteLength)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, end + byteLength));
        }
    }
}
