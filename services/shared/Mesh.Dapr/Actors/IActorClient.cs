namespace Mesh.Dapr.Actors;

/// <summary>
/// Calls actors wherever they are placed. At least once: a call may be executed twice, and a failed one may have been executed.
/// </summary>
public interface IActorClient
{
    /// <summary>Calls a method of an actor, activating it if need be.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="method">The method's name; not empty.</param>
    /// <param name="data">The bytes to send; sent without being copied.</param>
    /// <param name="timeLimit">After this time the call fails; null for <see cref="Connection.DaprOptions.ActorTimeLimit"/>. The callee is
    /// not told and works on.</param>
    /// <param name="cancellationToken">Cancels the call; the callee is not told.</param>
    /// <returns>The callee's bytes.</returns>
    /// <exception cref="ActorException">The call failed, or the callee threw.</exception>
    Task<ReadOnlyMemory<byte>> InvokeAsync(
        ActorId actor, string method, ReadOnlyMemory<byte> data, TimeSpan? timeLimit, CancellationToken cancellationToken);
}
