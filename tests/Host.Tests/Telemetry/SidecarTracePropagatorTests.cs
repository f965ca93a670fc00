using System.Diagnostics;
using Mesh.Host.Telemetry;

namespace Mesh.Host.Tests.Telemetry;

public sealed class SidecarTracePropagatorTests
{
    private const string Caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Sidecar = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";
    private const string NoTrace = "00-00000000000000000000000000000000-0000000000000000-00";

    [Theory]
    [InlineData(null, new string[0])]
    [InlineData(Caller, new[] { Caller })]
    [InlineData(Sidecar, new[] { Caller, Sidecar })]
    [InlineData(Sidecar, new[] { Caller + "," + Sidecar })]
    [InlineData(Caller, new[] { Caller, NoTrace })]
    [InlineData(Caller, new[] { Caller + ", nonsense" })]
    public void Extract_TraceParentsOfACallThroughASidecar_TakesTheLastThatNamesATrace(string? expected, string[] written)
    {
        var propagator = new SidecarTracePropagator(DistributedContextPropagator.CreateDefaultPropagator());

        propagator.ExtractTraceIdAndState(
            carrier: null,
            (object? _, string name, out string? value, out IEnumerable<string>? values) =>
            {
                value = null;
                values = name == "traceparent" ? written : null;
            },
            out var traceId,
            out _);

        Assert.Equal(expected, traceId);
    }
}
