using Mesh.Sidecar.V1;

namespace Mesh.Sidecar.Faults;

/// <summary>What the deliveries of a topic meet.</summary>
/// <param name="Kind">What.</param>
/// <param name="Draw">How many.</param>
internal sealed record DeliveryFault(DeliveryFaultKind Kind, FaultDraw Draw);
