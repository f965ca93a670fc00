using System.Diagnostics;

namespace Mesh.EndToEnd.Tests;

/// <summary>Waits for processes that are not our children.</summary>
internal static class ProcessEnd
{
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
