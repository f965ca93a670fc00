using Mesh.Dapr.State;
using Mesh.Journal.History;
using Mesh.Journal.Store;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Loop;

/// <summary>What a partition is made of, for the objects inside it.</summary>
internal sealed record PartitionParts<TState, TCommand, TResult, TEvent>(
    int Number,
    IJournaledMachine<TState, TCommand, TResult, TEvent> Machine,
    IStateStore Store,
    WriterIdentity Writer,
    TimeProvider Time,
    ILogger Logger,
    IPartitionObserver<TState, TCommand, TResult, TEvent>? Observer,
    Safeguards Safeguards)
{
    /// <summary>True when the activation gives the partition up to whoever writes after it.</summary>
    public bool Yields { get; init; }

    /// <summary>Keys of events after which a window of the history is cut; less than the ordinary in tests.</summary>
    public int HistoryWindowEntries { get; init; } = HistoryLimits.WindowEntries;

    /// <summary>Windows after which a snapshot is taken; less than the ordinary in tests.</summary>
    public int WindowsBetweenSnapshots { get; init; } = HistoryLimits.WindowsBetweenSnapshots;

    public JournalMeters Meters { get; } = new(Machine.Service, Number);

    /// <summary>Makes a reader of the partition's records, for one user at a time.</summary>
    public RecordStore NewRecordStore() => new(Store, Number, Time, seed: BitConverter.ToUInt64(Writer.Activation.Span));
}
