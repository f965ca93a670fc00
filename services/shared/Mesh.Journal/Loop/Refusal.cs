using Mesh.Kernel;

namespace Mesh.Journal.Loop;

/// <summary>Why a partition gives no answer. The caller tries again with the same identifiers.</summary>
internal static class Refusal
{
    public static ServiceUnavailableException QueueFull(int partition) =>
        NotDone($"Partition {partition} has as much waiting as it admits.");

    public static ServiceUnavailableException Stopping(int partition) => NotDone($"Partition {partition} is stopping here.");

    public static ServiceUnavailableException Stopped(int partition, Exception why) =>
        NotDone($"Partition {partition} has stopped: {why.Message}", why);

    public static ServiceUnavailableException StoreInTrouble(int partition, Exception? failure) =>
        NotDone($"The state store of partition {partition} does not answer.", failure);

    public static ServiceUnavailableException OutcomeUnknown(int partition, Exception? failure = null) => new(
        $"The state store of partition {partition} did not say whether the command was stored.",
        outcomeUnknown: true,
        JournalLimits.RetryAfter,
        failure);

    public static ServiceUnavailableException ServedElsewhere(int partition, string replica) =>
        NotDone($"Partition {partition} is served by replica {replica}.");

    public static ServiceUnavailableException NoProofs(Exception damage) => NotDone(damage.Message, damage);

    private static ServiceUnavailableException NotDone(string message, Exception? inner = null) =>
        new(message, outcomeUnknown: false, JournalLimits.RetryAfter, inner);
}
