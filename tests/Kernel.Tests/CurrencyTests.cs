using System.Globalization;
using Mesh.Kernel;

namespace Mesh.Kernel.Tests;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KWD", 3)]
    [InlineData("CLF", 4)]
    public void TryFind_AnActiveCurrency_GivesItsExponent(string code, int exponent)
    {
        Assert.True(Currency.TryFind(code, out var currency));

        Assert.Equal(exponent, currency.Exponent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("eur")]
    [InlineData("EURO")]
    [InlineData("XAU")]
    [InlineData("DEM")]
    public void TryFind_AnythingElse_IsRefused(string code) => Assert.False(Currency.TryFind(code, out _));

    [Fact]
    public void All_AgreesWithThePublishedList()
    {
        var file = Path.Combine(TestData.Folder, "iso4217", "codes-all.csv");
        Assert.SkipUnless(File.Exists(file), $"{file} is absent: set MESH_TEST_DATA to the folder of test data");
        var published = File.ReadLines(file).Skip(1)
            .Select(line => line.Split(','))
            .Where(fields => fields[^1].Length == 0 && fields[^4].Length == 3
                && int.TryParse(fields[^2], CultureInfo.InvariantCulture, out _))
            .Select(fields => (Code: fields[^4], Exponent: int.Parse(fields[^2], CultureInfo.InvariantCulture)))
            .Distinct().Order();

        Assert.Equal(published, Currency.All.Select(currency => (currency.Code, currency.Exponent)).Order());
    }
}
