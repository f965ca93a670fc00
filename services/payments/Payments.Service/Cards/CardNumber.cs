namespace Mesh.Payments.Service.Cards;

/// <summary>
/// The form of card numbers (ISO/IEC 7812-1): 14 to 19 digits, the last one a Luhn check digit. Shorter ones are no longer issued, and what
/// may be kept of them in clear would tell too much of the rest.
/// </summary>
public static class CardNumber
{
    /// <summary>Digits of the shortest number.</summary>
    public const int DigitsMin = 14;

    /// <summary>Digits of the longest number.</summary>
    public const int DigitsMax = 19;

    private const int LongDigitsMin = 16;
    private const int LongBinDigits = 8;
    private const int ShortBinDigits = 6;
    private const int LastDigits = 4;

    /// <summary>
    /// Gets the first digits that may be kept in clear: eight of a number of 16 or more digits, six of a shorter one (PCI DSS 4.0, 3.5.1,
    /// and the council's FAQ 1091 on truncation).
    /// </summary>
    public static string BinOf(string number) => number[..(number.Length >= LongDigitsMin ? LongBinDigits : ShortBinDigits)];

    /// <summary>Gets the last four digits, which may be kept in clear (PCI DSS 4.0, 3.5.1).</summary>
    public static string LastFourOf(string number) => number[^LastDigits..];

    /// <summary>True for a number of that form.</summary>
    public static bool IsValid(string number) =>
        number.Length is >= DigitsMin and <= DigitsMax && number.All(char.IsAsciiDigit) && LuhnSum(number) % 10 == 0;

    private static int LuhnSum(string number)
    {
        var sum = 0;
        for (var place = 0; place < number.Length; place++)
        {
            var digit = number[number.Length - 1 - place] - '0';
            var weighted = place % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }

        return sum;
    }
}
