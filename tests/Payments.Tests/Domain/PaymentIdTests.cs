using Mesh.Payments.Domain;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Domain;

public sealed class PaymentIdTests
{
    [Fact]
    public void Of_SameRequest_IsTheSamePayment()
    {
        Assert.Equal(PaymentId.Of("acme", Some.Id(1)), PaymentId.Of("acme", Some.Id(1)));
        Assert.NotEqual(PaymentId.Of("acme", Some.Id(1)), PaymentId.Of("acme", Some.Id(2)));
        Assert.NotEqual(PaymentId.Of("acme", Some.Id(1)), PaymentId.Of("other", Some.Id(1)));
    }

    [Fact]
    public void Of_KnownRequest_NeverChanges() =>
        Assert.Equal("pay_187087c4662d5d688eb8410b8bb21b76", PaymentId.Of("acme", Some.Id(1)).ToString());

    [Fact]
    public void Text_Read_GivesTheSameIdentifier()
    {
        var id = PaymentId.Of("acme", Some.Id(1));

        Assert.True(PaymentId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("pay_")]
    [InlineData("pay_00000000000000000000000000000000")]
    [InlineData("pay_ffffffffffffffffffffffffffffffff")]
    [InlineData("pay_0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("pay_0123456789abcdef0123456789abcde")]
    [InlineData("pay_0123456789abcdef0123456789abcdef0")]
    [InlineData("PAY_0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcdef0123")]
    public void TryParse_OtherForm_IsRefused(string text) => Assert.False(PaymentId.TryParse(text, out _));
}
