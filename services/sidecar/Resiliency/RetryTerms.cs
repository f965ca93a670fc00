using Grpc.Core;
using Polly;
using Polly.Retry;

namespace Mesh.Sidecar.Resiliency;

/// <summary>A policy of <c>spec.policies.retries</c> (contract 8.2).</summary>
/// <param name="IsExponential">Delays grow by half each time, from half a second, each shortened or lengthened by up to a half.</param>
/// <param name="Duration">Delay of a constant policy.</param>
/// <param name="MaxInterval">Longest delay of an exponential policy.</param>
/// <param name="MaxRetries">Repeats after the first try; negative for no limit.</param>
/// <param name="Codes">gRPC statuses that are repeated; null for all.</param>
internal sealed record RetryTerms(
    bool IsExponential, TimeSpan Duration, TimeSpan MaxInterval, int MaxRetries, IReadOnlySet<StatusCode>? Codes)
{
    public static readonly TimeSpan DurationDefault = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan MaxIntervalDefault = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan InitialInterval = TimeSpan.FromMilliseconds(500);
    private const double Growth = 1.5;
    private const double Spread = 0.5;

    /// <summary>Says whether a failure is repeated.</summary>
    /// <param name="code">Its gRPC status; null when it has none, which is always repeated.</param>
    public bool Matches(StatusCode? code) => code is not { } known || Codes?.Contains(known) != false;

    /// <summary>Adds the policy to a pipeline.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="isFailure">Says which outcomes are repeated.</param>
    public void AddTo<T>(ResiliencePipelineBuilder<T> builder, Func<Outcome<T>, bool> isFailure)
    {
        if (MaxRetries == 0)
        {
            return;
        }

        builder.AddRetry(new RetryStrategyOptions<T>
        {
            ShouldHandle = arguments => ValueTask.FromResult(isFailure(arguments.Outcome)),
            MaxRetryAttempts = MaxRetries < 0 ? int.MaxValue : MaxRetries,
            DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Delay(arguments.AttemptNumber)),
        });
    }

    private TimeSpan Delay(int attempt)
    {
        if (!IsExponential)
        {
            return Duration;
        }

        var middle = InitialInterval.TotalMilliseconds * Math.Pow(Growth, Math.Min(attempt, 64));
        var capped = Math.Min(middle, MaxInterval.TotalMilliseconds);
#pragma warning disable CA5394 // Spreads delays; guards nothing.
        return TimeSpan.FromMilliseconds(capped * (1 - Spread + Random.Shared.NextDouble() * 2 * Spread));
#pragma warning restore CA5394
    }
}
