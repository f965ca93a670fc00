using Mesh.Journal.V1;
using Mesh.Kernel;

namespace Mesh.Journal.Owners;

/// <summary>A partition has come to another activation: the record by which that showed, and why.</summary>
/// <param name="Sequence">First record of the new owner.</param>
/// <param name="Time">Time of that record.</param>
/// <param name="FromReplica">Replica that had written before; empty for the first owner ever.</param>
/// <param name="ToReplica">Replica that took over.</param>
/// <param name="Reason">Why, as the record says; unspecified when it is no claim.</param>
public sealed record ChangeOfOwner(ulong Sequence, Moment Time, string FromReplica, string ToReplica, ClaimReason Reason);
