using System.Runtime.ExceptionServices;
using Mesh.Dapr.State;
using Mesh.Journal.Loop;
using Mesh.Journal.Store;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.History;

/// <summary>
/// Writes windows as segments, one after the other, beside the partition's loop, and beside that merges segments when there are enough: a
/// merge takes seconds, and commits wait when too many windows do. Goes on trying while the store is in trouble.
/// </summary>
internal sealed class SegmentWriter(SegmentStore store, RecordStore records, ILogger logger) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<HistoryWindow> waiting = new();
    private readonly CancellationTokenSource ending = new();
    private readonly SegmentMerger merger = new(store);
    private readonly WakeSignal progress = new();
    private Task writing = Task.CompletedTask;
    private Task merging = Task.CompletedTask;
    private HistoryView view = HistoryView.Empty;
    private Exception? failure;
    private int writtenCount;
    private bool isWriting;
    private bool isMerging;

    /// <summary>What is found through the segments. Read by any thread.</summary>
    public HistoryView View => Volatile.Read(ref view);

    /// <summary>Number of windows that are written: from then on the view has them.</summary>
    public int WrittenCount => Volatile.Read(ref writtenCount);

    /// <summary>Takes a segment that is stored already, before anything else.</summary>
    public void Begin(Segment stored) => view = view.With(stored);

    /// <summary>Gets the entries of the windows that are not written yet, oldest first; one of them may be in the view by now.</summary>
    public List<ReadOnlyMemory<HistoryEntry>> WaitingEntries()
    {
        lock (gate)
        {
            return [.. waiting.Select(window => window.Entries)];
        }
    }

    /// <summary>Adds a window that was cut.</summary>
    public void Add(HistoryWindow window)
    {
        lock (gate)
        {
            waiting.Enqueue(window);
            if (!isWriting)
            {
                isWriting = true;
                writing = WriteWaitingAsync();
            }
        }
    }

    /// <summary>Waits until fewer than <see cref="HistoryLimits.WaitingWindowsMax"/> windows wait. For one loop.</summary>
    /// <exception cref="JournalDamagedException">The index is damaged.</exception>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        if (HasRoom())
        {
            return;
        }

        await using var awake = cancellationToken.UnsafeRegister(static self => ((WakeSignal)self!).Set(), progress);
        while (!HasRoom())
        {
            await progress.WaitAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Stops; what is not written is written by the next activation.</summary>
    public async ValueTask DisposeAsync()
    {
        ending.Cancel();
        await writing;
        await merging;
        ending.Dispose();
    }

    private async Task WriteWaitingAsync()
    {
        // Sorting and filters take a while: not on the loop's time.
        await Task.Yield();
        while (Next() is { } window)
        {
            try
            {
                await RetryAsync(() => WriteAsync(window));
                BeginMerging();
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception damage)
            {
                Fail(damage);
                return;
            }
        }
    }

    private void BeginMerging()
    {
        lock (gate)
        {
            if (!isMerging && View.NextToMerge().Count > 0)
            {
                isMerging = true;
                merging = MergeAsync();
            }
        }
    }

    private async Task MergeAsync()
    {
        await Task.Yield();
        try
        {
            while (NextToMerge() is { Count: > 0 } due)
            {
                await RetryAsync(async () => Publish(await merger.MergeAsync(due, ending.Token)));
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The next activation merges.
        }
        catch (Exception damage)
        {
            Fail(damage);
        }
    }

    private IReadOnlyList<Segment> NextToMerge()
    {
        lock (gate)
        {
            var due = View.NextToMerge();
            isMerging = due.Count > 0;
            return due;
        }
    }

    private HistoryWindow? Next()
    {
        lock (gate)
        {
            isWriting = waiting.TryPeek(out var window);
            return window;
        }
    }

    private async Task WriteAsync(HistoryWindow window)
    {
        var stored = await store.ReadDescriptionAsync(level: 0, window.Number, ending.Token);
        var segment = stored is null
            ? await MakeAsync(window)
            : await store.OpenAsync(level: 0, window.Number, stored, ending.Token);
        if (segment.LastSequence != window.LastSequence)
        {
            throw new JournalDamagedException(
                records.Partition, window.LastSequence,
                $"ends segment {window.Number} of the history index here, but the stored segment ends at {segment.LastSequence}.");
        }

        Publish(segment);
        lock (gate)
        {
            waiting.Dequeue();
        }

        Interlocked.Increment(ref writtenCount);
        progress.Set();
    }

    private async Task<Segment> MakeAsync(HistoryWindow window)
    {
        var parts = new List<SegmentPart>();
        if (window.Count > 0)
        {
            var (part, blocks) = SegmentFormat.MakePart(window.Sorted());
            await store.WritePartAsync(level: 0, window.Number, part: 0, part, blocks, ending.Token);
            parts.Add(part);
        }

        var segment = new Segment(Level: 0, window.Number, window.FirstSequence, window.LastSequence, parts);
        await store.WriteDescriptionAsync(segment, ending.Token);
        return segment;
    }

    private void Publish(Segment segment)
    {
        lock (gate)
        {
            Volatile.Write(ref view, View.With(segment));
        }
    }

    private bool HasRoom()
    {
        lock (gate)
        {
            if (failure is not null)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            return waiting.Count < HistoryLimits.WaitingWindowsMax;
        }
    }

    private void Fail(Exception reason)
    {
        Log.HistoryNotWritten(logger, reason, records.Partition);
        lock (gate)
        {
            failure = reason;
        }

        progress.Set();
    }

    private async Task RetryAsync(Func<Task> step)
    {
        var backoff = records.NewBackoff(Timeout.InfiniteTimeSpan);
        while (true)
        {
            try
            {
                await step();
                return;
            }
            catch (StateStoreException trouble)
            {
                Log.HistoryDelayed(logger, trouble, records.Partition);
                await backoff.WaitAsync(ending.Token);
            }
        }
    }
}
