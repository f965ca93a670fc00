namespace Mesh.Benchmarks.Load;

/// <summary>How long a measurement takes.</summary>
/// <param name="WarmUp">Not measured: connections open, code is compiled.</param>
/// <param name="Measured">Measured.</param>
public sealed record MeasuredTime(TimeSpan WarmUp, TimeSpan Measured);
