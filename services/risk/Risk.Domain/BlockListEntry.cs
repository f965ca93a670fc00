using Mesh.Kernel;

namespace Mesh.Risk.Domain;

/// <summary>What a block list entry names. Numbers are those of the wire and of the stored records.</summary>
public enum BlockListItemType
{
    Customer = 1,
    CardFingerprint = 2,
    CardBin = 3,
    Wallet = 4,
}

/// <summary>Names an entry of a tenant's block list.</summary>
public readonly record struct BlockListKey(BlockListItemType ItemType, string Value);

/// <summary>One entry of a tenant's block list.</summary>
public sealed record BlockListEntry(BlockListKey Key, string Reason, Moment CreateTime);

/// <summary>What a request did to the block list.</summary>
/// <param name="Happened">An <see cref="EntryAdded"/> or an <see cref="EntryRemoved"/>.</param>
/// <param name="Entry">Of an addition: the entry as its first answer gave it. Otherwise null.</param>
public sealed record BlockListChange(RiskEvent Happened, BlockListEntry? Entry);
