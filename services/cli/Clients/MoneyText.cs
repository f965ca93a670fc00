using System.Globalization;
using System.Numerics;
using Mesh.Kernel;

namespace Mesh.Cli.Clients;

/// <summary>Amounts as people write them: with the decimals of their currency.</summary>
internal static class MoneyText
{
    /// <summary>Writes an amount of a ledger account.</summary>
    /// <param name="minor">Minor units.</param>
    /// <param name="scale">Decimal digits, as the ledger says. Range: 0 to 38.</param>
    public static string Of(Mesh.Type.V1.UInt128 minor, uint scale) => Of(Value(minor), scale);

    /// <summary>Writes an amount of a ledger account.</summary>
    public static string Of(BigInteger minor, uint scale) => Write(minor, (int)scale, "#,0");

    /// <summary>Writes an amount.</summary>
    /// <param name="minor">Minor units.</param>
    /// <param name="currency">ISO 4217 code; one that is not known has no decimals.</param>
    public static string Of(BigInteger minor, string currency) => Write(minor, ExponentOf(currency), "#,0");

    /// <summary>Writes an amount for programs: without separators of thousands.</summary>
    public static string Plain(BigInteger minor, uint scale) => Write(minor, (int)scale, "0");

    /// <summary>Gets how many minor units one whole unit has.</summary>
    public static BigInteger One(uint scale)
    {
        var one = BigInteger.One;
        for (var digit = 0; digit < scale; digit++)
        {
            one *= 10;
        }

        return one;
    }

    /// <summary>Writes a sum of amounts of ledger accounts.</summary>
    public static string Of(Mesh.Type.V1.UInt192 minor, uint scale) => Of(Value(minor), scale);

    /// <summary>Gets the number that two halves make.</summary>
    public static BigInteger Value(Mesh.Type.V1.UInt128 amount) => new UInt128(amount.High, amount.Low);

    /// <summary>Gets the number that three parts make.</summary>
    public static BigInteger Value(Mesh.Type.V1.UInt192 amount) =>
        ((BigInteger)amount.Highest << 128) + new UInt128(amount.High, amount.Low);

    private static string Write(BigInteger minor, int scale, string format)
    {
        var one = One((uint)scale);
        var whole = BigInteger.Abs(minor / one).ToString(format, CultureInfo.InvariantCulture);
        var part = BigInteger.Abs(minor % one).ToString(CultureInfo.InvariantCulture).PadLeft(scale, '0');
        return (minor < 0 ? "-" : "") + whole + (scale == 0 ? "" : $".{part}");
    }

    private static int ExponentOf(string currency) => Currency.TryFind(currency, out var known) ? known.Exponent : 0;
}
