using Grpc.Core;
using Polly;
using Polly.Retry;

namespace Mesh.Payments.Service.Peers;

/// <summary>
/// Repeats a call to a peer while the peer is away. Safe because every call carries identifiers under which a repeat changes nothing;
/// endless because the intent is committed: somebody has to finish it, and it is us until the partition stops. Each try has the deadline
/// of the peer's channel.
/// </summary>
internal sealed class PeerRetry
{
    private readonly ResiliencePipeline pipeline;

    /// <summary>Makes the policy of one peer.</summary>
    /// <param name="peer">The peer's app-id, for the log.</param>
    /// <param name="time">The clock that waits pass on.</param>
    /// <param name="logger">Told when a peer goes away.</param>
    public PeerRetry(string peer, TimeProvider time, ILogger logger) =>
        pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is RpcException problem
                    && IsWorthRepeating(problem.StatusCode, arguments.AttemptNumber + 1)),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = PeerLimits.DelayMin,
                MaxDelay = PeerLimits.DelayMax,
                UseJitter = true,
                OnRetry = arguments =>
                {
                    if (arguments.AttemptNumber == 0)
                    {
                        Log.PeerAway(logger, peer, (arguments.Outcome.Exception as RpcException)!.StatusCode);
                    }

                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    /// <summary>Calls until the peer answers, or refuses the request itself.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        await pipeline.ExecuteAsync(async token => await call(token), cancellationToken);

    /// <summary>Says whether a failure tells nothing about the request itself, so that the same request may yet be answered.</summary>
    /// <param name="code">Status of the failed try.</param>
    /// <param name="tries">Tries so far.</param>
    public static bool IsWorthRepeating(StatusCode code, int tries) => code switch
    {
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.Cancelled => true,

        // A sidecar that does not know the peer yet.
        StatusCode.Unknown => true,

        // A sidecar that lost the peer in mid-call, or a bug there: the second does not heal by repeating.
        StatusCode.Internal => tries < PeerLimits.InternalTriesMax,

        // A message that is too large among them: it does not shrink by repeating.
        StatusCode.OK or StatusCode.ResourceExhausted or StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.AlreadyExists
            or StatusCode.PermissionDenied or StatusCode.FailedPrecondition or StatusCode.OutOfRange or StatusCode.Unimplemented
            or StatusCode.DataLoss or StatusCode.Unauthenticated => false,
        _ => throw new System.Diagnostics.UnreachableException($"{code} is not a status."),
    };
}
