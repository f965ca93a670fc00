namespace Mesh.Sidecar.PubSub;

/// <summary>What the sidecar says of a trace when the caller brought none.</summary>
internal static class TraceHeaders
{
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";

    /// <summary>A trace that does not exist, as daprd writes it.</summary>
    public const string NoTraceParent = "00-00000000000000000000000000000000-0000000000000000-00";
}
