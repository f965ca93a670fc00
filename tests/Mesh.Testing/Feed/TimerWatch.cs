using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Testing.Feed;

/// <summary>A clock that the test moves, and that tells when somebody has begun to wait by it.</summary>
public sealed class TimerWatch : FakeTimeProvider
{
    private readonly Channel<TimeSpan> timers = Channel.CreateUnbounded<TimeSpan>();

    public async Task<TimeSpan> NextTimerAsync() => await timers.Reader.ReadAsync();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        timers.Writer.TryWrite(dueTime);
        return timer;
    }
}
