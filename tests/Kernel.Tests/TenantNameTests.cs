using Mesh.Kernel;

namespace Mesh.Kernel.Tests;

public sealed class TenantNameTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("0acme-shop_1.eu", true)]
    [InlineData("", false)]
    [InlineData("-acme", false)]
    [InlineData("Acme", false)]
    [InlineData("a b", false)]
    [InlineData("a|b", false)]
    [InlineData("é", false)]
    public void IsValid_FollowsThePublishedForm(string name, bool isValid) => Assert.Equal(isValid, TenantName.IsValid(name));

    [Fact]
    public void IsValid_AtTheLongestAndOnePast()
    {
        Assert.True(TenantName.IsValid(new string('a', TenantName.CharactersMax)));
        Assert.False(TenantName.IsValid(new string('a', TenantName.CharactersMax + 1)));
    }
}
