using Mesh.Kernel;

namespace Mesh.Risk.Domain.Activity;

/// <summary>One payment, as rules that count remember it.</summary>
/// <param name="Time">When it was evaluated.</param>
public readonly record struct RecentPayment(Moment Time) : ITimed;
