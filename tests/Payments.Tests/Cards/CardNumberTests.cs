using Mesh.Payments.Service.Cards;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Cards;

public sealed class CardNumberTests
{
    [Theory]
    [InlineData("4000001000000000")]
    [InlineData("378282246310005")]
    [InlineData("6304000000000000")]
    [InlineData("36000000000008")]
    [InlineData("4000001000000000005")]
    public void IsValid_NumberWithItsCheckDigit_IsTrue(string number) => Assert.True(CardNumber.IsValid(number));

    [Theory]
    [InlineData("")]
    [InlineData("4000001000000001")]
    [InlineData("4000 0010 0000 0000")]
    [InlineData("400000100000")]
    [InlineData("4000001000006")]
    [InlineData("40000010000000000004")]
    [InlineData("４０００００１０００００００００")]
    [InlineData("400000100000000a")]
    public void IsValid_OtherForm_IsFalse(string number) => Assert.False(CardNumber.IsValid(number));

    [Theory]
    [InlineData("36000000000008", "360000", "0008")]
    [InlineData("378282246310005", "378282", "0005")]
    [InlineData("4000001000000000", "40000010", "0000")]
    [InlineData("4000001000000000005", "40000010", "0005")]
    public void Shown_OfANumber_LeavesAtLeastFourDigitsHidden(string number, string bin, string lastFour)
    {
        Assert.Equal((bin, lastFour), (CardNumber.BinOf(number), CardNumber.LastFourOf(number)));
        Assert.True(bin.Length + lastFour.Length <= number.Length - 4);
    }

    [Fact]
    public void IsValid_AnyOneDigitChanged_IsFalse()
    {
        for (var place = 0; place < Some.Approved.Length; place++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                var changed = Some.Approved[..place] + digit + Some.Approved[(place + 1)..];
                Assert.Equal(changed == Some.Approved, CardNumber.IsValid(changed));
            }
        }
    }
}
