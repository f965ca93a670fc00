namespace Mesh.Journal.Store;

/// <summary>
/// Says how long to wait between the tries of one operation, and when to give up. Waits double, jittered so that partitions spread out.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="seed">Differs between partitions that should not wait alike.</param>
/// <param name="delayMax">Longest wait before one try.</param>
/// <param name="limit">Time for all tries together; <see cref="Timeout.InfiniteTimeSpan"/> never gives up.</param>
internal sealed class Backoff(TimeProvider time, ulong seed, TimeSpan delayMax, TimeSpan limit)
{
    private static readonly TimeSpan DelayFirst = TimeSpan.FromMilliseconds(10);

    private readonly long started = time.GetTimestamp();
    private TimeSpan delay = DelayFirst;

    /// <summary>Waits before the next try; false, without a wait, when the time for all tries is used up.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (limit != Timeout.InfiniteTimeSpan && time.GetElapsedTime(started) + delay > limit)
        {
            return false;
        }

        await Task.Delay(delay * (0.5 + Fraction() / 2), time, cancellationToken);
        delay = delay * 2 > delayMax ? delayMax : delay * 2;
        return true;
    }

    /// <summary>A number from 0 to 1 that depends on seed and clock only: simulated runs repeat exactly.</summary>
    private double Fraction()
    {
        const ulong goldenRatio = 0x9E37_79B9_7F4A_7C15;
        var mixed = unchecked((seed ^ (ulong)time.GetTimestamp()) * goldenRatio);
        return (double)(mixed >> 32) / uint.MaxValue;
    }
}
