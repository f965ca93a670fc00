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

/// <summary>Names an entry.</summary>
public readonly record struct BlockListKey(string Tenant, BlockListItemType ItemType, string Value);

/// <summary>One entry of a tenant's block list.</summary>
public sealed record BlockListEntry(BlockListKey Key, string Reason, Moment CreateTime);
