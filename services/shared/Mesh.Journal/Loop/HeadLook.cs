using Mesh.Journal.Store;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Loop;

/// <summary>
/// Looks at the number after the head for reads that wait: a free number shows that the state in memory is the newest there is. One look
/// serves every read that came before it began, and runs beside the loop.
/// </summary>
internal sealed class HeadLook<TState>(
    ReadQueue<TState> reads, RecordStore records, Func<ulong> headSequence, JournalMeters meters, ILogger logger)
{
    /// <summary>Begins the look that <see cref="ReadQueue{TState}.Add"/> asked for. Returns at once.</summary>
    public void Begin(CancellationToken abort) => _ = LookAsync(abort);

    private async Task LookAsync(CancellationToken abort)
    {
        var next = headSequence() + 1;
        try
        {
            do
            {
                meters.Looked();
                next = headSequence() + 1;
                if (await records.GetAsync(next, abort) is not null)
                {
                    reads.EndLookAtTaken(next);
                    return;
                }
            }
            while (reads.EndLook());
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            reads.FailLook(Refusal.Stopping(records.Partition));
        }
        catch (Exception failure)
        {
            Log.LookFailed(logger, failure, records.Partition, next);
            reads.FailLook(Refusal.StoreInTrouble(records.Partition, failure));
        }
    }
}
