namespace Mesh.Cli.Job;

/// <summary>Something that must hold, and whether it does.</summary>
/// <param name="Name">What must hold.</param>
/// <param name="Holds">Whether it does.</param>
/// <param name="Detail">Numbers that show it, or what differs.</param>
public sealed record Invariant(string Name, bool Holds, string Detail);
