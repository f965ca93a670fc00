using Grpc.Core;

namespace Mesh.Cli.Clients;

/// <summary>
/// Calls as a client of Mesh should: a time limit on every try, the same request id on every try, and another try whenever the outcome
/// is unknown.
/// </summary>
public static class Patient
{
    private const int TriesMax = 40;
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(2);

    /// <summary>Calls until there is an answer; a refusal is an answer too and is thrown.</summary>
    /// <param name="call">The call; it is given the options with the time limit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(new CallOptions(deadline: DateTime.UtcNow + TryLimit, cancellationToken: cancellationToken));
            }
            catch (RpcException problem)
                when (IsOpen(problem.StatusCode) && attempt < TriesMax && !cancellationToken.IsCancellationRequested)
            {
                var wait = WaitMin * Math.Min(attempt * attempt, 100);
                await Task.Delay(wait < WaitMax ? wait : WaitMax, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static bool IsOpen(StatusCode code) => code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted;
}
