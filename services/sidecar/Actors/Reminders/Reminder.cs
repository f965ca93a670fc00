using Dapr.Proto.Common.V1;
using Google.Protobuf;

namespace Mesh.Sidecar.Actors.Reminders;

/// <summary>Which reminder.</summary>
internal readonly record struct ReminderKey(ActorAddress Actor, string Name);

/// <summary>A reminder as it stands.</summary>
internal sealed record Reminder
{
    /// <summary>Which one.</summary>
    public required ReminderKey Key { get; init; }

    /// <summary>When it fires next.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>Between firings; null for one only.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>Firings left; null without end.</summary>
    public int? CountLeft { get; init; }

    /// <summary>It does not fire from here on; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What the actor gets.</summary>
    public ByteString Data { get; init; } = ByteString.Empty;

    /// <summary>The due time as registered.</summary>
    public string DueText { get; init; } = "";

    /// <summary>The time to live as registered.</summary>
    public string TimeToLiveText { get; init; } = "";

    /// <summary>What happens when the actor fails; null for one second and three more tries.</summary>
    public JobFailurePolicy? FailurePolicy { get; init; }

    /// <summary>The reminder after a firing; null when that was the last. Missed periods are not made up for.</summary>
    public Reminder? After(DateTimeOffset now)
    {
        if (Period is not { } period || CountLeft is 1)
        {
            return null;
        }

        var missed = Math.Max(0, (now - Due).Ticks / period.Ticks);
        var next = Due + (period * (missed + 1));
        return next >= ExpiresAt ? null : this with { Due = next, CountLeft = CountLeft - 1 };
    }
}
