using System.Threading.Channels;
using Mesh.Dapr.Actors;

namespace Mesh.Dapr.Tests.Fixtures;

/// <summary>An actor type whose behaviour a test supplies, and which tells what it was asked.</summary>
internal sealed class RecordingActor : IActor
{
    private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();

    public Func<ActorCall, CancellationToken, Task<ReadOnlyMemory<byte>>> Invoke { get; set; } = (call, _) => Task.FromResult(call.Data);

    public Func<ActorReminder, Task> Remind { get; set; } = _ => Task.CompletedTask;

    public Func<Task> Deactivate { get; set; } = () => Task.CompletedTask;

    public Task<string> NextAsync() => _seen.Reader.ReadAsync().AsTask().Within();

    public Task<ReadOnlyMemory<byte>> InvokeAsync(ActorCall call, CancellationToken cancellationToken)
    {
        _seen.Writer.TryWrite($"invoke {call.Method} {call.Actor}");
        return Invoke(call, cancellationToken);
    }

    public Task RemindAsync(ActorReminder reminder, CancellationToken cancellationToken)
    {
        _seen.Writer.TryWrite($"remind {reminder.Name} {reminder.Actor} {Convert.ToHexString(reminder.Data.Span)}");
        return Remind(reminder);
    }

    public Task FireTimerAsync(ActorReminder timer, CancellationToken cancellationToken)
    {
        _seen.Writer.TryWrite($"timer {timer.Name} {timer.Actor} {Convert.ToHexString(timer.Data.Span)}");
        return Task.CompletedTask;
    }

    public Task DeactivateAsync(ActorId actor, ActorDeparture reason, CancellationToken cancellationToken)
    {
        _seen.Writer.TryWrite($"deactivate {actor} {reason}");
        return Deactivate();
    }
}
