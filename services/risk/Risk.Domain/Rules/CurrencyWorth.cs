using System.Collections.Frozen;
using Mesh.Kernel;

namespace Mesh.Risk.Domain.Rules;

/// <summary>
/// Makes limits comparable across currencies: a limit is written in units of about a dollar or euro and turned into minor units of the
/// payment's currency, by its ISO 4217 exponent and by how many of its units make about one dollar.
/// </summary>
/// <remarks>
/// The numbers are our own rounding, to powers of ten, of what was usual in 2025: rules ask whether an amount is large, not what it is
/// worth. They are part of the rule set: a change is a new version of it. A currency that is not listed counts as one to one.
/// </remarks>
internal static class CurrencyWorth
{
    private static readonly (int UnitsPerDollar, string Codes)[] Magnitudes =
    [
        (10, "BWP CNY CZK DKK EGP GTQ HKD HNL MAD MDL MXN NOK SCR SEK SLE SRD STN SZL LSL NAD THB TRY TWD UAH ZAR ZMW"),
        (100, """
            AFN ALL BDT CVE DJF DOP DZD ETB GMD GYD HTG INR ISK JMD JPY KES KGS LKR LRD MKD MUR MZN NPR NIO PHP PKR
            RSD RUB UYU VUV XPF YER
            """),
        (1_000, "AMD AOA ARS BIF CDF CLP CRC HUF IQD KMF KRW KZT MMK MWK NGN RWF SDG SOS SSP TZS XAF XOF"),
        (10_000, "COP GNF IDR KHR LAK MGA MNT PYG SYP UGX UZS VND"),
        (100_000, "IRR LBP"),
    ];

    private static readonly FrozenDictionary<string, long> MinorPerUnit = Count();

    /// <summary>Gets how many minor units of a currency make about one dollar. Range: 100 to 10,000,000.</summary>
    public static long MinorPerUnitOf(Currency currency) => MinorPerUnit[currency.Code];

    private static FrozenDictionary<string, long> Count()
    {
        var unitsPerDollar = Magnitudes
            .SelectMany(row => row.Codes.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                (row, code) => (code, row.UnitsPerDollar))
            .ToDictionary(row => row.code, row => row.UnitsPerDollar, StringComparer.Ordinal);
        return Currency.All.ToFrozenDictionary(
            currency => currency.Code,
            currency => unitsPerDollar.GetValueOrDefault(currency.Code, 1) * MinorPerMajor(currency.Exponent),
            StringComparer.Ordinal);
    }

    private static long MinorPerMajor(int exponent)
    {
        var minor = 1L;
        for (var digits = 0; digits < exponent; digits++)
        {
            minor *= 10;
        }

        return minor;
    }
}
