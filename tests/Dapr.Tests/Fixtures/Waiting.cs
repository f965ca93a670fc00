using System.Runtime.CompilerServices;

namespace Mesh.Dapr.Tests.Fixtures;

/// <summary>Bounds every wait of a test: a test that fails says what did not happen instead of hanging.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task<T> Within<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string awaited = "")
    {
        try
        {
            return await task.WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"did not happen within {Limit}: {awaited}");
        }
    }

    public static async Task Within(this Task task, [CallerArgumentExpression(nameof(task))] string awaited = "") =>
        await Done(task).Within(awaited);

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
