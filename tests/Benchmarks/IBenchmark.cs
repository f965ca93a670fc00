using Mesh.Benchmarks.Load;
using Mesh.Benchmarks.Report;

namespace Mesh.Benchmarks;

/// <summary>One benchmark, reached by <c>mesh bench NAME</c>.</summary>
public interface IBenchmark
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures, in one line.</summary>
    string Purpose { get; }

    /// <summary>Runs it from start to end and leaves nothing behind.</summary>
    /// <param name="time">Time of each measurement.</param>
    /// <param name="say">Takes one line of progress.</param>
    Task<BenchmarkReport> RunAsync(MeasuredTime time, Action<string> say);
}
