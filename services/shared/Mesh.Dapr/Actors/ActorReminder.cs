namespace Mesh.Dapr.Actors;

/// <summary>A reminder or timer that is due. A wake-up, never a fact: look at the clock and the state, then decide.</summary>
/// <param name="Actor">The actor woken.</param>
/// <param name="Name">The name it was registered under.</param>
/// <param name="Data">The bytes it was registered with; empty when none were.</param>
public sealed record ActorReminder(ActorId Actor, string Name, ReadOnlyMemory<byte> Data);
