using Mesh.Dapr.Actors;

namespace Mesh.Dapr.Tests.Actors;

public sealed class ActorIdTests
{
    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a||b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void New_ReservedPart_IsRefused(string part)
    {
        Assert.ThrowsAny<ArgumentException>(() => new ActorId(part, "1"));
        Assert.ThrowsAny<ArgumentException>(() => new ActorId("Partition", part));
        Assert.False(ActorId.IsValid("Partition", part));
    }

    [Fact]
    public void ToString_ValidParts_ReadsAsAPath() => Assert.Equal("LedgerPartition/17", new ActorId("LedgerPartition", "17").ToString());
}
