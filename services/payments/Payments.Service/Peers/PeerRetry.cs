using Grpc.Core;
using Polly;
using Polly.Retry;

namespace Mesh.Payments.Service.Peers;

/// <summary>
/// Repeats a call to a peer while the peer is away. Safe because every call carries identifiers under which a repeat changes nothing;
/// endless because the intent is committed: somebody has to finish it, and it is us until the partition stops.
/// </summary>
internal static class PeerRetry
{
    private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<RpcException>(problem => IsTransient(problem.StatusCode)),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(2),
            UseJitter = true,
        })
        .Build();

    /// <summary>Calls until the peer answers.</summary>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        await Pipeline.ExecuteAsync(async token => await call(token), cancellationToken);

    /// <summary>Says which failures tell nothing about the request itself.</summary>
    public static bool IsTransient(StatusCode code) => code switch
    {
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.Cancelled
            or StatusCode.ResourceExhausted => true,

        // A sidecar that does not know the peer yet answers UNKNOWN, and one that lost it in mid-call INTERNAL.
        StatusCode.Unknown or StatusCode.Internal => true,
        StatusCode.OK or StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.PermissionDenied
            or StatusCode.FailedPrecondition or StatusCode.OutOfRange or StatusCode.Unimplemented or StatusCode.DataLoss
            or StatusCode.Unauthenticated => false,
        _ => throw new System.Diagnostics.UnreachableException($"{code} is not a status."),
    };
}
