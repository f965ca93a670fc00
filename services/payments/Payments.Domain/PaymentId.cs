using Mesh.Kernel;

namespace Mesh.Payments.Domain;

/// <summary>
/// Names a payment; written as <c>pay_</c> and 32 hexadecimal digits. Derived, so that a retry names the payment that its first try made.
/// </summary>
/// <param name="Value">The identifier.</param>
public readonly record struct PaymentId(Id128 Value)
{
    private const string Prefix = "pay_";
    private const int HexDigits = 32;

    /// <summary>Derives the identifier of the payment that a request makes.</summary>
    public static PaymentId Of(string tenant, Id128 requestId) => new(Id128.Derive("payment", tenant, requestId.ToString()));

    /// <summary>Reads an identifier; refuses every other form.</summary>
    public static bool TryParse(string text, out PaymentId id)
    {
        id = default;
        if (text.Length != Prefix.Length + HexDigits || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !text.Skip(Prefix.Length).All(char.IsAsciiHexDigitLower))
        {
            return false;
        }

        id = new PaymentId(new Id128(UInt128.Parse(
            text.AsSpan(Prefix.Length), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture)));
        return id.Value.IsValid;
    }

    public override string ToString() => Prefix + Value.ToHex();
}
