namespace Mesh.Dapr;

/// <summary>
/// Why a call to the sidecar gave no answer, in words that callers can act on. Closed: every gRPC status maps to exactly one of these.
/// </summary>
/// <remarks>None of them says that nothing happened: after a failed write its outcome is unknown until the key has been read.</remarks>
public enum DaprFailure
{
    /// <summary>
    /// The sidecar could not be reached or went away in mid-call (UNAVAILABLE, CANCELLED by the other side). Worth a retry.
    /// </summary>
    Unreachable,

    /// <summary>
    /// No answer within the call's time limit (DEADLINE_EXCEEDED). Worth a retry, with an id that makes the repeat harmless.
    /// </summary>
    TimedOut,

    /// <summary>The component reports a lost race (ABORTED). A hint, never a proof: redis answers so for time-outs too.</summary>
    Conflicted,

    /// <summary>
    /// Request or configuration is wrong: unknown component, illegal key, unsupported operation. A repeat fails the same way.
    /// </summary>
    Rejected,

    /// <summary>The api token is missing or wrong, or a scope or access policy forbids the call.</summary>
    Denied,

    /// <summary>Message or answer is larger than a size limit, or a quota is used up (RESOURCE_EXHAUSTED).</summary>
    TooLarge,

    /// <summary>
    /// The component or the callee failed (INTERNAL, UNKNOWN, DATA_LOSS): a refused create, an outage behind the sidecar, a bug.
    /// </summary>
    Failed,
}
