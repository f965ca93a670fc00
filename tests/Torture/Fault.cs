namespace Mesh.Torture;

/// <summary>One line of the table: what happens to the mesh, and how long a call may take meanwhile.</summary>
/// <param name="Name">What happens.</param>
/// <param name="CallMax">Longest call of a client that tries again; null when only what it answers counts.</param>
/// <param name="RunAsync">Brings it about and mends it.</param>
internal sealed record Fault(string Name, TimeSpan? CallMax, Func<TortureMesh, CancellationToken, Task> RunAsync);
