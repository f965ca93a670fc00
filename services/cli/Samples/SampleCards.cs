namespace Mesh.Cli.Samples;

/// <summary>Card numbers of the simulated acquirer: the first eight digits say how a card behaves (docs/test-cards.md).</summary>
internal static class SampleCards
{
    public const string Approve = "40000010";

    /// <summary>Prefixes of cards that do not simply approve.</summary>
    public static readonly string[] Difficult =
    [
        "40000020",
        "40000021",
        "40000022",
        "40000023",
        "40000024",
        "40000025",
        "40000030",
        "40000031",
        "40000040",
        "40000041",
        "40000050",
        "40000051",
    ];

    /// <summary>Makes a 16-digit number with a valid check digit.</summary>
    public static string Number(string prefix, Random random)
    {
        var body = prefix;
        while (body.Length < 15)
        {
            body += (char)('0' + random.Next(10));
        }

        return body + CheckDigit(body);
    }

    private static char CheckDigit(string body)
    {
        var sum = 0;
        for (var place = 0; place < body.Length; place++)
        {
            var digit = body[body.Length - 1 - place] - '0';
            var weighted = place % 2 == 0 ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }

        return (char)('0' + (10 - sum % 10) % 10);
    }
}
