namespace Mesh.Cli.Running;

/// <summary>What a mesh on this machine is made of.</summary>
/// <param name="Profile"><c>embedded</c> or <c>redis</c>.</param>
/// <param name="Replicas">Replicas of each service, from 1.</param>
/// <param name="HasFaults">True when the sidecar brings faults about on demand: for tests.</param>
internal sealed record MeshShape(string Profile, int Replicas = 1, bool HasFaults = false);
