using System.Security.Cryptography;

namespace Mesh.Sidecar.Faults;

/// <summary>Says which of many chances a fault takes. Safe for use by all threads.</summary>
/// <param name="percent">How many of a hundred, from 1 to 100.</param>
/// <param name="count">How many in all; 0 for no limit.</param>
internal sealed class FaultDraw(uint percent, uint count)
{
    private long _taken;

    /// <summary>Takes a chance.</summary>
    public bool Next() =>
        (percent >= 100 || RandomNumberGenerator.GetInt32(100) < percent) && (count == 0 || Interlocked.Increment(ref _taken) <= count);
}
