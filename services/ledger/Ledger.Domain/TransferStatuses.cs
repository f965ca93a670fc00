namespace Mesh.Ledger.Domain;

/// <summary>Kinds of statuses.</summary>
public static class TransferStatuses
{
    /// <summary>True when the identifier is known with other content.</summary>
    public static bool IsDifference(this TransferStatus status) => status
        is (>= TransferStatus.ExistsWithDifferentKind and <= TransferStatus.ExistsWithDifferentExternalReference)
        or TransferStatus.ExistsWithDifferentEffectiveTime
        or TransferStatus.ExistsWithDifferentMetadata
        or TransferStatus.ExistsWithDifferentCreateTime
        or TransferStatus.ExistsWithDifferentExchangeRate;
}
