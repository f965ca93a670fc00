namespace Mesh.Payments.Service.Cards;

/// <summary>The form of card numbers (ISO/IEC 7812-1): 12 to 19 digits, the last one a Luhn check digit.</summary>
public static class CardNumber
{
    /// <summary>True for a number of that form.</summary>
    public static bool IsValid(string number) =>
        number.Length is >= 12 and <= 19 && number.All(char.IsAsciiDigit) && LuhnSum(number) % 10 == 0;

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
