using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Mesh.Kernel;

/// <summary>A currency of ISO 4217 that amounts may be in.</summary>
/// <param name="Code">Alphabetic code, 3 upper-case letters.</param>
/// <param name="Exponent">Decimal digits of the minor unit. Range: 0 to 4.</param>
public sealed record Currency(string Code, int Exponent)
{
    private static readonly FrozenDictionary<string, Currency> ByCode = CurrencyTable.Rows
        .SelectMany(row => row.Codes.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            (row, code) => new Currency(code, row.Exponent))
        .ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    /// <summary>Every currency, in no promised order.</summary>
    public static IReadOnlyCollection<Currency> All => ByCode.Values;

    /// <summary>Finds a currency by its code in upper case; false for anything that ISO 4217 does not list with a minor unit.</summary>
    public static bool TryFind(string code, [NotNullWhen(true)] out Currency? currency) => ByCode.TryGetValue(code, out currency);
}
