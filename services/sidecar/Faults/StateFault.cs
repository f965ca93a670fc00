using Mesh.Sidecar.V1;

namespace Mesh.Sidecar.Faults;

/// <summary>What writes of a state store meet.</summary>
/// <param name="Kind">What.</param>
/// <param name="KeyContains">Which keys, as stored; empty for all.</param>
/// <param name="Delay">How long, for the delays.</param>
/// <param name="Draw">How many.</param>
internal sealed record StateFault(StateFaultKind Kind, string KeyContains, TimeSpan Delay, FaultDraw Draw)
{
    /// <summary>Says whether writes of these keys meet it.</summary>
    public bool Meets(IEnumerable<string> keys) =>
        keys.Any(key => key.Contains(KeyContains, StringComparison.Ordinal)) && Draw.Next();
}
