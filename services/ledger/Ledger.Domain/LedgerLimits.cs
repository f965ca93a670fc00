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
    /// Expired holds that one record takes, beside a command of any size: 4 % of it is kept free for them. More of them take records of
    /// their own, before the command.
    /// </summary>
    public const int ExpiriesMax = 250;

    /// <summary>Accounts on one page of a list.</summary>
    public const int PageSizeMax = 1_000;

    /// <summary>Accounts on a page when the caller does not say.</summary>
    public const int PageSizeDefault = 100;
}
