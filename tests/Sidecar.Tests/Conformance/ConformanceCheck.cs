namespace Mesh.Sidecar.Tests.Conformance;

/// <summary>One behaviour of daprd.</summary>
/// <param name="Number">Its number in the checklist.</param>
/// <param name="Section">Section of the contract that describes it.</param>
/// <param name="What">What it is about.</param>
/// <param name="LeftOut">What of it is left out here, and why; null for nothing.</param>
/// <param name="Elsewhere">Tests of other projects that hold it; null for none.</param>
internal sealed record ConformanceCheck(int Number, string Section, string What, string? LeftOut = null, string? Elsewhere = null);
