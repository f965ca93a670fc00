using Mesh.Host.Errors;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Block list entries from the wire and to it.</summary>
internal static class BlockListWire
{
    /// <summary>Reads what an entry names. A value that no payment can have is refused: the entry would block nothing.</summary>
    public static BlockListKey ParseKey(V1.BlockListItemType itemType, string value, FieldViolations violations)
    {
        var problem = itemType switch
        {
            V1.BlockListItemType.Customer or V1.BlockListItemType.Wallet => IsName(value)
                ? null : $"must have 1 to {RiskLimits.IdentifierCharactersMax} characters",
            V1.BlockListItemType.CardFingerprint => RiskWire.IsFingerprint(value)
                ? null : $"must be {RiskLimits.FingerprintDigits} hexadecimal digits for a card fingerprint",
            V1.BlockListItemType.CardBin => IsBin(value)
                ? null : $"must be {RiskLimits.BinDigitsMin} to {RiskLimits.BinDigits} digits for a card range",
            _ => IsName(value) ? null : $"must have 1 to {RiskLimits.IdentifierCharactersMax} characters",
        };
        if (!Enum.IsDefined((BlockListItemType)itemType))
        {
            violations.Add("item_type", "must be one of the types of block list entries");
        }

        if (problem is not null)
        {
            violations.Add("value", problem);
        }

        var isFingerprint = itemType == V1.BlockListItemType.CardFingerprint;
        return new BlockListKey((BlockListItemType)itemType, isFingerprint ? value.ToLowerInvariant() : value);
    }

    public static string ParseReason(string reason, FieldViolations violations)
    {
        if (reason.Length is 0 or > RiskLimits.ReasonCharactersMax)
        {
            violations.Add("reason", $"must have 1 to {RiskLimits.ReasonCharactersMax} characters");
        }

        return reason;
    }

    public static V1.BlockListEntry ToWire(BlockListEntry entry) => new()
    {
        ItemType = (V1.BlockListItemType)entry.Key.ItemType,
        Value = entry.Key.Value,
        Reason = entry.Reason,
        CreateTime = RiskWire.ToWire(entry.CreateTime),
    };

    private static bool IsName(string value) => value.Length is >= 1 and <= RiskLimits.IdentifierCharactersMax;

    private static bool IsBin(string value) =>
        value.Length is >= RiskLimits.BinDigitsMin and <= RiskLimits.BinDigits && value.All(char.IsAsciiDigit);
}
