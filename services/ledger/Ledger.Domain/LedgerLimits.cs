namespace Mesh.Ledger.Domain;

/// <summary>Every bound of the ledger, with unit and reason.</summary>
public static class LedgerLimits
{
    /// <summary>Items in one request: what one journal record holds. The journal's own bound on a batch is the same.</summary>
    public const int ItemsMax = 8_190;

    /// <summary>Characters of an external reference: room for two UUIDs and a prefix.</summary>
    public const int ExternalReferenceCharactersMax = 128;

    /// <summary>Largest code: codes fit 16 bits, as in the charts of accounts in use.</summary>
    public const int CodeMax = ushort.MaxValue;

    /// <summary>
    /// Expired holds that one command writes down: some 100 KiB of a record. More of them go with the next command.
    /// </summary>
    public const int ExpiriesMax = 1_000;

    /// <summary>Of those, how many a command may bring along in its own record: some 150 bytes each, of the 4 KiB kept free.</summary>
    public const int ExpiriesBesideACommandMax = 16;

    /// <summary>Accounts on one page of a list.</summary>
    public const int PageSizeMax = 1_000;

    /// <summary>Accounts on a page when the caller does not say.</summary>
    public const int PageSizeDefault = 100;
}
