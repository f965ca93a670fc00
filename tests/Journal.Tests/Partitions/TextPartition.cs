using Mesh.Dapr.State;
using Mesh.Journal.Records;
using Mesh.Testing.State;
using Mesh.Testing.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Journal.Tests.Partitions;

/// <summary>A partition of texts over a store that holds creates back when told to: what most tests of the loop need.</summary>
internal sealed class TextPartition : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TextPartition(IStateStore store, TextMachine machine, IPartitionObserver<TextState, string, int, string>? observer)
    {
        Memory = store;
        Store = new HeldStateStore(store);
        Serving = new Partition<TextState, string, int, string>(
            number: 0, machine, Store, WriterIdentity.CreateNew("replica", "replica:1"), Time, NullLogger.Instance, observer);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public IStateStore Memory { get; }

    public HeldStateStore Store { get; }

    public Partition<TextState, string, int, string> Serving { get; }

    public static Task<TextPartition> StartAsync() => StartAsync(new InMemoryStateStore(), new TextMachine(), observer: null);

    public static Task<TextPartition> StartAsync(IStateStore store) => StartAsync(store, new TextMachine(), observer: null);

    public static async Task<TextPartition> StartAsync(
        IStateStore store, TextMachine machine, IPartitionObserver<TextState, string, int, string>? observer)
    {
        var partition = new TextPartition(store, machine, observer);
        await partition.Serving.StartAsync(CancellationToken.None);
        return partition;
    }

    public Task<int> SubmitAsync(string text) => Serving.SubmitAsync(text, CancellationToken.None).WaitAsync(Patience);

    public Task<IReadOnlyList<string>> ReadAsync(ReadConsistency consistency) =>
        Serving.ReadAsync(static state => state.Texts, consistency, CancellationToken.None).WaitAsync(Patience);

    public async Task<StoredRecord> RecordAsync(ulong sequence)
    {
        var stored = await Memory.GetAsync(RecordKeys.Record(partition: 0, sequence), CancellationToken.None);
        return RecordReader.Read(partition: 0, sequence, stored!.Value);
    }

    public async ValueTask DisposeAsync() => await Serving.DisposeAsync();
}
