using Mesh.Testing.Text;

namespace Mesh.Journal.Tests.Placement;

/// <summary>Writes down what it is told. A text <c>throw</c> makes it throw.</summary>
internal sealed class RecordingObserver : IPartitionObserver<TextState, string, int, string>
{
    private readonly Lock gate = new();
    private readonly List<string> told = [];
    private readonly TaskCompletionSource<string> reminded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Told
    {
        get
        {
            lock (gate)
            {
                return [.. told];
            }
        }
    }

    /// <summary>Completes with the first reminder.</summary>
    public Task<string> WhenReminded => reminded.Task;

    /// <summary>Cancelled when the newest activation stops.</summary>
    public CancellationToken Stopping { get; private set; }

    public void Activated(IPartition<TextState, string, int, string> partition, TextState state, CancellationToken stopping)
    {
        Stopping = stopping;
        Tell($"{partition.Number} activated with {state.Count}");
    }

    public void Committed(CommittedRecord<string> record)
    {
        Tell($"{record.Partition} record {record.Sequence}: {string.Join(',', record.Events)}");
        if (record.Events.Contains("throw"))
        {
            throw new InvalidOperationException("the observer has a bug");
        }
    }

    public Task RemindedAsync(IPartition<TextState, string, int, string> partition, string name, CancellationToken cancellationToken)
    {
        Tell($"{partition.Number} reminded of {name}");
        reminded.TrySetResult($"{partition.Number} reminded of {name}");
        return Task.CompletedTask;
    }

    private void Tell(string what)
    {
        lock (gate)
        {
            told.Add(what);
        }
    }
}
