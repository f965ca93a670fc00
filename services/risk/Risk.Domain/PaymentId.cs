using System.Globalization;

namespace Mesh.Risk.Domain;

/// <summary>Names a payment; written as <c>pay_</c> and 32 hexadecimal digits.</summary>
/// <param name="Value">The digits as a number.</param>
public readonly record struct PaymentId(UInt128 Value)
{
    private const string Prefix = "pay_";
    private const int HexDigits = 32;

    /// <summary>Reads an identifier, its digits in either case; refuses every other form.</summary>
    public static bool TryParse(string text, out PaymentId id)
    {
        var value = UInt128.Zero;
        var isWellFormed = text.Length == Prefix.Length + HexDigits && text.StartsWith(Prefix, StringComparison.Ordinal)
            && UInt128.TryParse(text.AsSpan(Prefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        id = new PaymentId(value);
        return isWellFormed;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Value:x32}");
}
