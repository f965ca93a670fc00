using System.Text.RegularExpressions;
using Mesh.Payments.Service.Cards;
using Mesh.Payments.Service.Connectors.SimulatedAcquirer;

namespace Mesh.Payments.Tests.Connectors;

/// <summary>The page of test cards says what the simulated acquirer does, no more and no less.</summary>
public sealed partial class TestCardsTests
{
    [Fact]
    public void Page_ListsEveryCardWithItsBehaviour()
    {
        var listed = Rows().ToDictionary(row => row.Number[..8], row => (row.Behaviour, row.DeclineCode));

        Assert.Equal(TestCards.ByPrefix.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            listed.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Page_ListsNumbersWithAValidCheckDigit() =>
        Assert.All(Rows(), row => Assert.True(CardNumber.IsValid(row.Number), row.Number));

    private static List<(string Number, TestCardBehaviour Behaviour, string DeclineCode)> Rows() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "test-cards.md"))
            .Select(line => Row().Match(line)).Where(row => row.Success)
            .Select(row => (row.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal),
                Enum.Parse<TestCardBehaviour>(row.Groups[2].Value), row.Groups[3].Value)),
    ];

    [GeneratedRegex(@"^\| `([0-9 ]+)` \| (\w+) \| `?(\w*)`? ?\|")]
    private static partial Regex Row();
}
