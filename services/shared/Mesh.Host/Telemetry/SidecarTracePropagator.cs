using System.Diagnostics;

namespace Mesh.Host.Telemetry;

/// <summary>
/// Reads the trace of a call that came through a sidecar. Dapr appends its own <c>traceparent</c> to the caller's, so there are two of them
/// (contract of Dapr 1.18, dapr #10462), which .NET takes for none. The last one that names a trace is the sidecar's own span, and if that
/// does not trace, the caller's.
/// </summary>
internal sealed class SidecarTracePropagator(DistributedContextPropagator inner) : DistributedContextPropagator
{
    private const string TraceParent = "traceparent";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Fields => inner.Fields;

    /// <inheritdoc/>
    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        inner.Inject(activity, carrier, setter);

    /// <inheritdoc/>
    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        inner.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
        if (getter is null)
        {
            return;
        }

        getter(carrier, TraceParent, out var one, out var several);
        var written = several ?? (one is null ? [] : [one]);
        traceId = written.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).LastOrDefault(NamesATrace) ?? traceId;
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) =>
        inner.ExtractBaggage(carrier, getter);

    private static bool NamesATrace(string text) =>
        ActivityContext.TryParse(text, traceState: null, out var context) && context.TraceId != default && context.SpanId != default;
}
