namespace Mesh.Dapr.Actors;

/// <summary>When a reminder is due.</summary>
/// <param name="DueIn">From registration to the first firing; zero or more, whole milliseconds (rounded up).</param>
/// <param name="Period">Between firings, at least one millisecond; null for one firing only.</param>
public sealed record ReminderSchedule(TimeSpan DueIn, TimeSpan? Period);
