using Polly;

namespace Mesh.Sidecar.Resiliency;

/// <summary>What a Resiliency file says about one target.</summary>
/// <param name="Timeout">Longest time of one try; null for no limit.</param>
/// <param name="Retry">How failures are repeated; null for never.</param>
internal sealed record TargetPolicy(TimeSpan? Timeout, RetryTerms? Retry)
{
    /// <summary>No file names the target.</summary>
    public static TargetPolicy None { get; } = new(Timeout: null, Retry: null);

    /// <summary>Makes the part that repeats; null when nothing is repeated.</summary>
    public ResiliencePipeline<T>? RetryPipeline<T>(TimeProvider time, Func<RetryTerms, Outcome<T>, bool> isFailure)
    {
        if (Retry is not { } retry)
        {
            return null;
        }

        var builder = new ResiliencePipelineBuilder<T> { TimeProvider = time };
        retry.AddTo(builder, outcome => isFailure(retry, outcome));
        return builder.Build();
    }

    /// <summary>Begins a try: cancelled at its end at the latest.</summary>
    public TryLimit Begin(TimeProvider time, CancellationToken cancellationToken) => new(Timeout, time, cancellationToken);
}
