using System.Collections.Concurrent;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Sidecar.Actors.Reminders;
using Mesh.Sidecar.Monitoring;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Actors;

/// <summary>Actor timers: in memory, gone with the actor's activation or the sidecar (contract 7.7).</summary>
internal sealed class TimerApi : IDisposable
{
    private static readonly Empty Nothing = new();

    private readonly ActorHost _host;
    private readonly SidecarMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<TimerApi> _logger;
    private readonly ConcurrentDictionary<ReminderKey, ScheduledReminder> _timers = new();
    private readonly ConcurrentDictionary<ReminderKey, RegisterActorTimerRequest> _requests = new();

    public TimerApi(ActorHost host, SidecarMetrics metrics, TimeProvider time, ILogger<TimerApi> logger)
    {
        _host = host;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        host.Deactivated += RemoveAll;
    }

    public Empty Register(RegisterActorTimerRequest request)
    {
        RequireHosted(request.ActorType);
        ActorSchedule schedule;
        try
        {
            schedule = ActorSchedule.Parse(request.DueTime, request.Period, request.Ttl, _time.GetUtcNow());
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw ActorErrors.TimerFailed(exception.Message);
        }

        var key = new ReminderKey(new ActorAddress(request.ActorType, request.ActorId), request.Name);
        _requests[key] = request;
        Schedule(new Reminder
        {
            Key = key,
            Due = schedule.FirstDue,
            Period = schedule.Period,
            CountLeft = schedule.Count,
            ExpiresAt = schedule.ExpiresAt,
        });
        return Nothing;
    }

    public Empty Unregister(UnregisterActorTimerRequest request)
    {
        RequireHosted(request.ActorType);
        Remove(new ReminderKey(new ActorAddress(request.ActorType, request.ActorId), request.Name));
        return Nothing;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _host.Deactivated -= RemoveAll;
        foreach (var timer in _timers.Values)
        {
            timer.Dispose();
        }
    }

    private void Schedule(Reminder timer)
    {
        var scheduled = new ScheduledReminder(timer, _time, due => _ = Task.Run(() => FireAsync(due)));
        if (_timers.TryGetValue(timer.Key, out var former))
        {
            former.Dispose();
        }
        else
        {
            _metrics.TimerAdded(timer.Key.Actor.Type);
        }

        _timers[timer.Key] = scheduled;
        scheduled.Start();
    }

    /// <summary>A failed callback is not repeated; the next tick comes.</summary>
    private async Task FireAsync(ScheduledReminder scheduled)
    {
        var timer = scheduled.Reminder;
        if (!_requests.TryGetValue(timer.Key, out var request))
        {
            return;
        }

        var failure = await TryAsync(timer, request);
        _metrics.TimerFired(timer.Key.Actor.Type, isSuccess: failure is null);
        if (failure is not null)
        {
            Log.TimerFailed(_logger, timer.Key.Name, timer.Key.Actor.ToString(), failure);
        }

        if (_timers.GetValueOrDefault(timer.Key) != scheduled)
        {
            return;
        }

        if (timer.After(_time.GetUtcNow()) is { } next)
        {
            Schedule(next);
        }
        else
        {
            Remove(timer.Key);
        }
    }

    /// <summary>Calls the actor; null when it handled the timer, otherwise why not.</summary>
    private async Task<string?> TryAsync(Reminder timer, RegisterActorTimerRequest request)
    {
        try
        {
            var answer = await _host.CallAsync(
                timer.Key.Actor, id => ActorMessages.FireTimer(id, timer.Key.Actor, request), CancellationToken.None);
            return answer?.RequestFailed?.Message;
        }
        catch (RpcException exception)
        {
            return exception.Status.Detail;
        }
    }

    private void RemoveAll(ActorAddress actor)
    {
        foreach (var key in _timers.Keys.Where(key => key.Actor == actor))
        {
            Remove(key);
        }
    }

    private void Remove(ReminderKey key)
    {
        _requests.TryRemove(key, out _);
        if (_timers.TryRemove(key, out var timer))
        {
            timer.Dispose();
            _metrics.TimerRemoved(key.Actor.Type);
        }
    }

    private void RequireHosted(string type)
    {
        if (!_host.Hosts(type))
        {
            throw ActorErrors.NotHosted();
        }
    }
}
