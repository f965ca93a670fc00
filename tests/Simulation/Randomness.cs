namespace Mesh.Simulation;

/// <summary>Random numbers that are the same for the same seed and purpose, in every process.</summary>
internal static class Randomness
{
    /// <summary>Makes the numbers of one purpose.</summary>
    public static Random Of(ulong seed, string purpose) => new(Mix(seed, purpose));

    // FNV-1a: string.GetHashCode differs from process to process.
    private static int Mix(ulong seed, string purpose)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var letter in $"{seed}/{purpose}")
        {
            hash = unchecked((hash ^ letter) * 1_099_511_628_211UL);
        }

        return (int)((hash ^ (hash >> 32)) & int.MaxValue);
    }
}
