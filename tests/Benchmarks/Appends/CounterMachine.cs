using System.Buffers;
using System.Buffers.Binary;
using Mesh.Journal;
using Mesh.Kernel;

namespace Mesh.Benchmarks.Appends;

/// <summary>What a counter knows.</summary>
public sealed class Counter
{
    /// <summary>Takes back changes.</summary>
    public UndoLog Undo { get; } = new();

    /// <summary>The one row.</summary>
    public UndoTable<int, long> Table { get; }

    public Counter() => Table = new UndoTable<int, long>(Undo);
}

/// <summary>The cheapest state machine there is, so that the journal alone is measured: each command adds to a counter and leaves an
/// event of 128 bytes.</summary>
internal sealed class CounterMachine : IJournaledMachine<Counter, long, long, long>
{
    private const int EventBytes = 128;

    public string Service => "bench";

    public uint FormatVersion => 1;

    public Counter CreateState() => new();

    public UndoLog UndoLogOf(Counter state) => state.Undo;

    public long Decide(Counter state, long command, EventSink<long> events)
    {
        events.Add(command);
        return state.Table.Get(0);
    }

    public void Apply(Counter state, long happened, Moment time) =>
        state.Table.Set(0, (state.Table.TryGet(0, out var sum) ? sum : 0) + happened);

    public int WeightOf(long command) => 1;

    public void WriteEvent(long happened, IBufferWriter<byte> destination)
    {
        var span = destination.GetSpan(EventBytes)[..EventBytes];
        span.Clear();
        BinaryPrimitives.WriteInt64BigEndian(span, happened);
        destination.Advance(EventBytes);
    }

    public long ReadEvent(ReadOnlyMemory<byte> stored, uint formatVersion) => BinaryPrimitives.ReadInt64BigEndian(stored.Span);

    public byte[] DigestOf(Counter state) => BitConverter.GetBytes(state.Table.TryGet(0, out var sum) ? sum : 0);
}
