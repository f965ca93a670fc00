using System.Diagnostics;

namespace Mesh.Cli.Running;

/// <summary>
/// Processes of a mesh whose starter was killed. They notice and stop by themselves, but a new mesh must not begin beside them: two
/// servers on one Redis folder would destroy it.
/// </summary>
internal static class LeftOverProcesses
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);

    // Start times are computed from the time since boot, which two readers round differently.
    private static readonly TimeSpan StartTimeTolerance = TimeSpan.FromSeconds(2);

    /// <summary>Waits until all have ended; ends those that do not by themselves. The folder's lock must be ours.</summary>
    public static async Task EndAsync(MeshFolder folder, CancellationToken cancellationToken)
    {
        if (RunRecord.ReadLeftOver(folder) is not { } record)
        {
            return;
        }

        await Task.WhenAll(record.Processes.Select(one => EndAsync(one.Value, record.StartTimes[one.Key], cancellationToken)));
        File.Delete(folder.RunFile);
    }

    private static async Task EndAsync(int pid, DateTimeOffset startTime, CancellationToken cancellationToken)
    {
        using var process = Find(pid, startTime);
        if (process is null)
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopMax);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(cancellationToken);
        }
    }

    private static Process? Find(int pid, DateTimeOffset startTime)
    {
        try
        {
            var process = Process.GetProcessById(pid);
            if ((process.StartTime - startTime.LocalDateTime).Duration() <= StartTimeTolerance)
            {
                return process;
            }

            process.Dispose();
            return null;
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            // It has ended: before we looked, or while we did.
            return null;
        }
    }
}
