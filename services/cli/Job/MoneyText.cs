using System.Globalization;
using Mesh.Kernel;

namespace Mesh.Cli.Job;

/// <summary>Amounts as people write them: with the decimals of their currency.</summary>
internal static class MoneyText
{
    public static string Of(long minor, string currency)
    {
        var exponent = Currency.TryFind(currency, out var known) ? known.Exponent : 0;
        long scale = 1;
        for (var digit = 0; digit < exponent; digit++)
        {
            scale *= 10;
        }

        var whole = (minor / scale).ToString("#,0", CultureInfo.InvariantCulture);
        var sign = minor < 0 && minor / scale == 0 ? "-" : "";
        return exponent == 0
            ? whole
            : $"{sign}{whole}.{Math.Abs(minor % scale).ToString(CultureInfo.InvariantCulture).PadLeft(exponent, '0')}";
    }
}
