using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Mesh.Sidecar.Components;

namespace Mesh.Sidecar.Actors.Reminders;

/// <summary>The reminder methods (contract 7.7).</summary>
internal sealed class ReminderApi(ActorHost host, ReminderScheduler scheduler, TimeProvider time)
{
    private static readonly Empty Nothing = new();

    public async Task<Empty> RegisterAsync(RegisterActorReminderRequest request, CancellationToken cancellationToken)
    {
        RequireHosted(request.ActorType);
        var schedule = Schedule(request);
        var reminder = new Reminder
        {
            Key = Key(request.ActorType, request.ActorId, request.Name),
            Due = schedule.FirstDue,
            Period = schedule.Period,
            CountLeft = schedule.Count,
            ExpiresAt = schedule.ExpiresAt,
            Data = request.Data,
            DueText = request.DueTime,
            TimeToLiveText = request.Ttl,
            FailurePolicy = request.FailurePolicy,
        };
        var overwrites = !request.HasOverwrite || request.Overwrite;
        return await scheduler.RegisterAsync(reminder, overwrites, cancellationToken)
            ? Nothing
            : throw ActorErrors.ReminderExists(request.Name);
    }

    public async Task<Empty> UnregisterAsync(UnregisterActorReminderRequest request, CancellationToken cancellationToken)
    {
        RequireHosted(request.ActorType);
        await scheduler.UnregisterAsync(Key(request.ActorType, request.ActorId, request.Name), cancellationToken);
        return Nothing;
    }

    public async Task<UnregisterActorRemindersByTypeResponse> UnregisterByTypeAsync(
        UnregisterActorRemindersByTypeRequest request, CancellationToken cancellationToken)
    {
        RequireHosted(request.ActorType);
        foreach (var reminder in scheduler.List(request.ActorType, request.HasActorId ? request.ActorId : null).ToList())
        {
            await scheduler.UnregisterAsync(reminder.Key, cancellationToken);
        }

        return new UnregisterActorRemindersByTypeResponse();
    }

    public GetActorReminderResponse Get(GetActorReminderRequest request)
    {
        RequireHosted(request.ActorType);
        var reminder = scheduler.Find(Key(request.ActorType, request.ActorId, request.Name))
            ?? throw ActorErrors.ReminderNotFound(request.Name);
        var found = Wire(reminder);
        var response = new GetActorReminderResponse { ActorType = found.ActorType, ActorId = found.ActorId, Data = found.Data };
        if (found.HasDueTime)
        {
            response.DueTime = found.DueTime;
        }

        if (found.HasPeriod)
        {
            response.Period = found.Period;
        }

        if (found.HasTtl)
        {
            response.Ttl = found.Ttl;
        }

        return response;
    }

    public ListActorRemindersResponse List(ListActorRemindersRequest request)
    {
        RequireHosted(request.ActorType);
        var response = new ListActorRemindersResponse();
        response.Reminders.Add(scheduler.List(request.ActorType, request.HasActorId ? request.ActorId : null)
            .Select(reminder => new NamedActorReminder { Name = reminder.Key.Name, Reminder = Wire(reminder) }));
        return response;
    }

    private void RequireHosted(string type)
    {
        if (!host.Hosts(type))
        {
            throw ActorErrors.NotHosted();
        }
    }

    private ActorSchedule Schedule(RegisterActorReminderRequest request)
    {
        try
        {
            return ActorSchedule.Parse(request.DueTime, request.Period, request.Ttl, time.GetUtcNow());
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw ActorErrors.ReminderFailed(exception.Message);
        }
    }

    private static ReminderKey Key(string type, string id, string name) => new(new ActorAddress(type, id), name);

    /// <summary>The period comes back in the scheduler's notation, not as registered.</summary>
    private static ActorReminder Wire(Reminder reminder)
    {
        var wire = new ActorReminder
        {
            ActorType = reminder.Key.Actor.Type,
            ActorId = reminder.Key.Actor.Id,
            Data = ActorMessages.Wrapped(reminder.Data),
        };
        if (reminder.DueText.Length > 0)
        {
            wire.DueTime = reminder.DueText;
        }

        if (reminder.Period is { } period)
        {
            wire.Period = $"@every {GoDuration.Format(period)}";
        }

        if (reminder.TimeToLiveText.Length > 0)
        {
            wire.Ttl = reminder.TimeToLiveText;
        }

        return wire;
    }
}
