using Mesh.Journal.V1;

namespace Mesh.Journal.Owners;

/// <summary>A claim that somebody waits for.</summary>
internal sealed class PendingClaim(ClaimReason reason) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>What the record will say.</summary>
    public ClaimReason Reason => reason;
}
