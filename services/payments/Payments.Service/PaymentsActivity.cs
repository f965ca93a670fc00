using System.Diagnostics;

namespace Mesh.Payments.Service;

/// <summary>Spans of payments' own: what a request causes after it was committed.</summary>
internal static class PaymentsActivity
{
    private static readonly ActivitySource Source = new("Mesh.Payments");

    /// <summary>Begins the span of an operation's chain, below the request that waits for it; null when nobody traces.</summary>
    public static Activity? BeginOperation(string kind, ActivityContext? parent)
    {
        // Not below whatever was under way when the partition was woken.
        Activity.Current = null;
        return Source.StartActivity($"payments {kind}", ActivityKind.Internal, parent ?? default);
    }

    /// <summary>
    /// Begins the span of a call that carries the requests of several operations: below the first of them, linked to the others.
    /// </summary>
    public static Activity? BeginBatch(string peer, IReadOnlyList<ActivityContext> askers) => askers.Count == 0
        ? null
        : Source.StartActivity(
            $"payments batch to {peer}",
            ActivityKind.Internal,
            askers[0],
            tags: null,
            askers.Skip(1).Select(asker => new ActivityLink(asker)));
}
