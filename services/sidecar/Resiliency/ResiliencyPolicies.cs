namespace Mesh.Sidecar.Resiliency;

/// <summary>What the Resiliency files of a run say to one app's sidecar.</summary>
/// <param name="AppTimeouts">Time limits of proxied calls, by the app that is called.</param>
/// <param name="Inbound">Deliveries to the app, by pub/sub component.</param>
/// <param name="Outbound">Calls of state stores, by component.</param>
/// <param name="Ignored">What is written and not acted on, each with its place.</param>
internal sealed record ResiliencyPolicies(
    IReadOnlyDictionary<string, TimeSpan> AppTimeouts,
    IReadOnlyDictionary<string, TargetPolicy> Inbound,
    IReadOnlyDictionary<string, TargetPolicy> Outbound,
    IReadOnlyList<string> Ignored)
{
    /// <summary>The policy of deliveries of a component.</summary>
    public TargetPolicy InboundOf(string component) => Inbound.GetValueOrDefault(component, TargetPolicy.None);

    /// <summary>The policy of calls of a component.</summary>
    public TargetPolicy OutboundOf(string component) => Outbound.GetValueOrDefault(component, TargetPolicy.None);
}
