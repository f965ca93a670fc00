using System.Numerics;
using Mesh.Cli.Clients;

namespace Mesh.Cli.Tests;

public sealed class MoneyTextTests
{
    [Theory]
    [InlineData(0, "EUR", "0.00")]
    [InlineData(5, "EUR", "0.05")]
    [InlineData(-5, "EUR", "-0.05")]
    [InlineData(123456789, "EUR", "1,234,567.89")]
    [InlineData(-123456, "EUR", "-1,234.56")]
    [InlineData(1999, "JPY", "1,999")]
    [InlineData(1999, "KWD", "1.999")]
    public void Of_AnAmount_HasTheDecimalsOfItsCurrency(long minor, string currency, string text) =>
        Assert.Equal(text, MoneyText.Of((BigInteger)minor, currency));

    [Fact]
    public void Of_ASumOverSixtyFourBits_IsWrittenInFull() =>
        Assert.Equal("184,467,440,737,095,516.17", MoneyText.Of(new Mesh.Type.V1.UInt128 { High = 1, Low = 1 }, scale: 2));

    [Theory]
    [InlineData(5, 0, "5")]
    [InlineData(-5, 6, "-0.000005")]
    [InlineData(1, 38, "0.00000000000000000000000000000000000001")]
    public void Of_AnAmountOfALedgerAsset_HasTheDecimalsOfItsScale(long minor, uint scale, string text) =>
        Assert.Equal(text, MoneyText.Of((BigInteger)minor, scale));
}
