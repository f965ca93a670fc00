using System.Collections.Frozen;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Feed;

/// <summary>
/// Names of our enum values as the proto spells them, without the prefix: <c>ExceedsCredits</c> is <c>EXCEEDS_CREDITS</c>.
/// </summary>
internal static class WireNames
{
    private static readonly FrozenDictionary<TransferKind, string> Kinds = Spell<TransferKind>();

    private static readonly FrozenDictionary<TransferStatus, string> Statuses = Spell<TransferStatus>();

    private static readonly FrozenDictionary<AccountUpdateStatus, string> UpdateStatuses = Spell<AccountUpdateStatus>();

    private static readonly FrozenDictionary<AccountType, string> Types = Spell<AccountType>();

    public static string Of(AccountType type) => Types[type];

    public static string Of(AccountUpdateStatus status) => UpdateStatuses[status];

    public static string Of(TransferKind kind) => Kinds[kind];

    public static string Of(TransferStatus status) => Statuses[status];

    private static FrozenDictionary<TEnum, string> Spell<TEnum>()
        where TEnum : struct, Enum => Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, value => Spell(value.ToString()));

    /// <summary>Spells one name.</summary>
    public static string Spell(string pascal) => string.Concat(pascal.Select((letter, index) =>
        index > 0 && char.IsUpper(letter) ? $"_{letter}" : char.ToUpperInvariant(letter).ToString()));
}
