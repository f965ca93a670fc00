using System.Collections.Frozen;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Feed;

/// <summary>
/// Names of our enum values as the proto spells them, without the prefix: <c>ExceedsCredits</c> is <c>EXCEEDS_CREDITS</c>.
/// </summary>
internal static class WireNames
{
    public static string Of(AccountType type) => Names<AccountType>.ByValue[type];

    public static string Of(AccountUpdateStatus status) => Names<AccountUpdateStatus>.ByValue[status];

    public static string Of(TransferKind kind) => Names<TransferKind>.ByValue[kind];

    public static string Of(TransferStatus status) => Names<TransferStatus>.ByValue[status];

    /// <summary>Finds the value of a name; null when there is none.</summary>
    public static TEnum? Find<TEnum>(string name)
        where TEnum : struct, Enum => Names<TEnum>.ByName.TryGetValue(name, out var value) ? value : null;

    /// <summary>Spells one name.</summary>
    public static string Spell(string pascal) => string.Concat(pascal.Select((letter, index) =>
        index > 0 && char.IsUpper(letter) ? $"_{letter}" : char.ToUpperInvariant(letter).ToString()));

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<TEnum, string> ByValue =
            Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, value => Spell(value.ToString()));

        public static readonly FrozenDictionary<string, TEnum> ByName =
            ByValue.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);
    }
}
