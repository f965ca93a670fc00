using Mesh.Cli.Job;

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
        Assert.Equal(text, MoneyText.Of(minor, currency));
}
