namespace Mesh.Kernel.Merkle;

/// <summary>The root of a perfect subtree: of 2^<see cref="Height"/> leaves, the first of which is <see cref="Number"/> such subtrees from
/// the left.</summary>
/// <param name="Height">0 for a leaf. Range: 0 to 63.</param>
/// <param name="Number">From 0.</param>
public readonly record struct MerkleNode(int Height, ulong Number);
