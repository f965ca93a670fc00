using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Mesh.Dapr.State;
using Mesh.Journal.Replay;
using Mesh.Journal.V1;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Snapshots;

/// <summary>
/// Takes snapshots beside the partition's loop, one at a time: asks the loop for one slice after the other, between batches. One that could
/// not be written is given up; the next comes soon enough.
/// </summary>
/// <param name="machine">Makes the slices.</param>
/// <param name="store">Takes them.</param>
/// <param name="head">The newest record applied.</param>
/// <param name="ask">Runs a query in the partition's loop, on committed state.</param>
/// <param name="name">Begins every name; no other writer has the same.</param>
/// <param name="partition">Number of the partition.</param>
/// <param name="logger">Told of what was written, or not.</param>
internal sealed class SnapshotWriter<TState>(
    ISnapshotMachine<TState> machine,
    SnapshotStore store,
    Func<JournalHead> head,
    Func<Func<TState, ReadOnlyMemory<byte>?>, CancellationToken, Task<ReadOnlyMemory<byte>?>> ask,
    string name,
    int partition,
    ILogger logger) : IAsyncDisposable
{
    private const int ChunkBytes = 512 * 1024;

    private readonly CancellationTokenSource ending = new();
    private Task writing = Task.CompletedTask;

    /// <summary>True while one is being taken.</summary>
    public bool IsBusy => !writing.IsCompleted;

    /// <summary>Begins a snapshot of what is applied now. For the loop, with no undo scope open.</summary>
    /// <param name="state">The state.</param>
    /// <param name="nextSegment">Number of the history segment that begins after the newest record.</param>
    public void Begin(TState state, int nextSegment)
    {
        var now = head();
        writing = WriteAsync(machine.Capture(state, now.Time), now, nextSegment);
    }

    /// <summary>Gives up what is being taken.</summary>
    public async ValueTask DisposeAsync()
    {
        ending.Cancel();
        await writing;
        ending.Dispose();
    }

    private async Task WriteAsync(IStateCapture<TState> capture, JournalHead from, int nextSegment)
    {
        await Task.Yield();
        try
        {
            var snapshot = new Snapshot
            {
                Sequence = from.Sequence,
                Hash = ByteString.CopyFrom(from.Hash),
                TimeUnixNanos = from.Time.UnixNanos,
                Writer = from.Writer is { } writer
                    ? new Writer
                    {
                        Activation = ByteString.CopyFrom(writer.Activation.Span),
                        Replica = writer.Replica,
                        Address = writer.Address,
                    }
                    : null,
                NextSegment = (uint)nextSegment,
                Version = machine.SnapshotVersion,
            };
            var key = string.Create(CultureInfo.InvariantCulture, $"{name}-{from.Sequence}");
            await WriteSlicesAsync(key, capture, snapshot);
            snapshot.ThroughSequence = head().Sequence;
            await store.PublishAsync(key, snapshot, ending.Token);
            Log.SnapshotWritten(logger, partition, from.Sequence, snapshot.ChunkSha256.Count);
        }
        catch (Exception failure) when (failure is StateStoreException or Mesh.Kernel.ServiceUnavailableException)
        {
            Log.SnapshotFailed(logger, failure, partition, from.Sequence);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The activation ends; the next one takes its own.
        }
    }

    private async Task WriteSlicesAsync(string key, IStateCapture<TState> capture, Snapshot snapshot)
    {
        using var chunk = new MemoryStream();
        while (await ask(state => capture.Next(state, head().Time), ending.Token) is { } slice)
        {
            SnapshotStore.Append(chunk, slice.Span);
            if (chunk.Length >= ChunkBytes)
            {
                await FlushAsync();
            }
        }

        if (chunk.Length > 0)
        {
            await FlushAsync();
        }

        async Task FlushAsync()
        {
            var bytes = chunk.ToArray();
            await store.WriteChunkAsync(key, snapshot.ChunkSha256.Count, bytes, ending.Token);
            snapshot.ChunkSha256.Add(ByteString.CopyFrom(SHA256.HashData(bytes)));
            chunk.SetLength(0);
        }
    }
}
