using System.Globalization;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Tests.Endpoints;

/// <summary>Enumerations of the domain are sent by number.</summary>
public sealed class ContractTests
{
    [Fact]
    public void Outcomes_OfTheDomain_HaveTheNumbersOfTheWire() =>
        Assert.Equal(NumbersOf<V1.Outcome>().Where(row => row.Number != 0), NumbersOf<Outcome>());

    [Fact]
    public void ItemTypes_OfTheDomain_HaveTheNumbersOfTheWire() =>
        Assert.Equal(NumbersOf<V1.BlockListItemType>().Where(row => row.Number != 0), NumbersOf<BlockListItemType>());

    private static IEnumerable<(string Name, int Number)> NumbersOf<TEnum>()
        where TEnum : struct, Enum =>
        Enum.GetValues<TEnum>().Select(value => (value.ToString(), Convert.ToInt32(value, CultureInfo.InvariantCulture)));
}
