namespace Mesh.Payments.Service.Feed;

/// <summary>Every bound of the doorbell, with its unit and its reason.</summary>
internal static class DoorbellLimits
{
    /// <summary>The topic that events are published on.</summary>
    public const string Topic = "payments.events";

    /// <summary>Records that a partition keeps to announce: a second or so of a busy partition. Older ones are passed over.</summary>
    public const int WaitingRecordsMax = 64;

    /// <summary>Events of one record that are published one by one; a record with more rings once.</summary>
    public const int EventsPerRecordMax = 128;

    /// <summary>
    /// Messages after which a publish call is full. With the last record's 128 and at most 1.1 KB an event it stays far below the 4 MiB
    /// of a
    /// message.
    /// </summary>
    public const int MessagesPerCallMax = 256;

    /// <summary>How long to wait after a failed call.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
}
