using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>What a book knows beside its accounts and its recent decisions, at one moment. Copies, not views.</summary>
/// <param name="Name">Name of the book.</param>
/// <param name="TransferCount">Transfers ever decided.</param>
/// <param name="NewestTransferTime">Time of the newest applied transfer.</param>
/// <param name="NewestAccountTime">Time of the newest account.</param>
/// <param name="Assets">Assets of its own.</param>
/// <param name="Sums">Sums over the accounts of each asset.</param>
/// <param name="Metadata">Metadata of the accounts that have some.</param>
/// <param name="OpenHolds">Open holds under the identifiers of their pending transfers.</param>
public sealed record BookSnapshot(
    string Name,
    long TransferCount,
    Moment NewestTransferTime,
    Moment NewestAccountTime,
    IReadOnlyList<Asset> Assets,
    IReadOnlyList<KeyValuePair<string, AssetSums>> Sums,
    IReadOnlyList<KeyValuePair<Id128, Metadata>> Metadata,
    IReadOnlyList<KeyValuePair<Id128, Hold>> OpenHolds)
{
    /// <summary>Gets that of a book in which nothing was ever decided.</summary>
    public static BookSnapshot Empty(string name) => new(name, TransferCount: 0, default, default, [], [], [], []);

    /// <summary>How far it was restored from another book.</summary>
    public RestoreProgress Restore { get; init; }
}
