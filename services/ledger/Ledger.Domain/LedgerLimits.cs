using Mesh.Kernel;

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
    /// Characters of the code of an asset of a book's own: one letter is a typing error, and tickers have at most about 20.
    /// </summary>
    public const int AssetCodeCharactersMin = 2;

    /// <summary>Upper end of the same.</summary>
    public const int AssetCodeCharactersMax = 24;

    /// <summary>Decimal digits of an amount: 10^38 is the largest power of ten below 2^128, so one whole unit always fits.</summary>
    public const int AssetScaleMax = 38;

    /// <summary>Assets of a book's own: they are in memory, and a trial balance has a row for each in one message.</summary>
    public const int AssetsMax = 10_000;

    /// <summary>Entries of metadata on a transfer or an account: for looking up and reconciling, not for documents.</summary>
    public const int MetadataEntriesMax = 16;

    /// <summary>Characters of a key of metadata.</summary>
    public const int MetadataKeyCharactersMax = 40;

    /// <summary>Characters of a value of metadata.</summary>
    public const int MetadataValueCharactersMax = 256;

    /// <summary>Bytes of all keys and values together, in UTF-8: one record takes some 250 transfers with so much.</summary>
    public const int MetadataBytesMax = 4_096;

    /// <summary>
    /// Times that clients give are later than 1970-01-01T00:00:00Z, where the ledger's time begins, and before this one,
    /// 2200-01-01T00:00:00Z: its own ends in 2262, and nothing but a typing error is booked so late.
    /// </summary>
    public static readonly Moment ClientTimeEnd = new(7_258_118_400_000_000_000);

    /// <summary>
    /// Expired holds that one record takes, beside a command of any size: 4 % of it is kept free for them. More of them take records of
    /// their own, before the command.
    /// </summary>
    public const int ExpiriesMax = 250;

    /// <summary>Accounts on one page of a list.</summary>
    public const int PageSizeMax = 1_000;

    /// <summary>
    /// Events that one call restores: with what balances of accounts with history add to them they fit one journal record, unless they have
    /// much metadata.
    /// </summary>
    public const int RestoredEventsMax = 1_000;

    /// <summary>Accounts or transfers that one call gets by their identifiers: with the most metadata below 4 MiB.</summary>
    public const int BatchGetMax = 500;

    /// <summary>Accounts of a book that are added up in one read, which commits wait for: some 10 ms.</summary>
    public const int AggregateAccountsMax = 200_000;

    /// <summary>Accounts on a page when the caller does not say.</summary>
    public const int PageSizeDefault = 100;
}
