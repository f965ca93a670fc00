using System.Diagnostics;

namespace Mesh.EndToEnd.Tests;

/// <summary>Waits for processes that are not our children.</summary>
internal static class ProcessEnd
{
    /// <summary>Ends a process as a crash does; nothing to do when it has ended already.</summary>
    public static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // The work was faster and the process is gone.
        }
    }

    public static async Task WaitAsync(int pid, TimeSpan limit)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            using var patience = new CancellationTokenSource(limit);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"process {pid} still runs after {limit.TotalSeconds:0} s");
        }
    }
}
