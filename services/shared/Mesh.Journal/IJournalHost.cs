namespace Mesh.Journal;

/// <summary>The journal of a service as a whole, whatever its events are: what a composition root waits for.</summary>
public interface IJournalHost
{
    /// <summary>
    /// Completes when every partition has been woken and serves; a service says SERVING from then on. A partition that is in trouble is
    /// tried again until it serves, so this ends early only by <paramref name="cancellationToken"/>.
    /// </summary>
    Task WaitUntilServingAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Tells whether this replica is one to call: true as soon as <see cref="WaitUntilServingAsync"/> is through, false while its own
    /// sidecar does not answer, then true again. Ends only by <paramref name="cancellationToken"/>.
    /// </summary>
    IAsyncEnumerable<bool> FollowServingAsync(CancellationToken cancellationToken);
}
