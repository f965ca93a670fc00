using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>What was found under the identifier of a transfer.</summary>
/// <param name="Transfer">The transfer, refused ones included; null when there is none.</param>
/// <param name="Hold">What became of its hold; null when it has none.</param>
/// <param name="ReversedById">Its reversal; null when it was not reversed.</param>
public readonly record struct FoundTransfer(Transfer? Transfer, Hold? Hold, Id128? ReversedById);
