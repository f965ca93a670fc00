using Mesh.Kernel;

namespace Mesh.Risk.Domain.Activity;

/// <summary>One payment, as rules that add up remember it.</summary>
/// <param name="Time">When it was evaluated.</param>
/// <param name="AmountMinor">Minor units.</param>
/// <param name="SumMinor">
/// Sum of this and all payments that the window held before it. The difference of two such sums is the sum of what lies between, so
/// nothing is ever added up again. 128 bits hold more than any number of the largest payments.
/// </param>
public readonly record struct RecentAmount(Moment Time, long AmountMinor, Int128 SumMinor) : ITimed;
