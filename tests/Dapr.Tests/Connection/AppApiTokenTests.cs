using Grpc.Core;
using Mesh.Dapr.Connection;

namespace Mesh.Dapr.Tests.Connection;

public sealed class AppApiTokenTests
{
    [Fact]
    public void Shown_NoTokenIsDemanded_EverybodyPasses()
    {
        Assert.True(new AppApiToken(null).IsShownIn([]));
        Assert.False(new AppApiToken(null).IsRequired);
    }

    [Theory]
    [InlineData(true, "right")]
    [InlineData(false, "wrong")]
    [InlineData(false, "rightly")]
    [InlineData(false, "")]
    [InlineData(false)]
    [InlineData(false, "right", "right")]
    [InlineData(false, "right", "wrong")]
    public void Shown_Values_OnlyTheRightOneExactlyOncePasses(bool expected, params string[] shown)
    {
        var headers = new Metadata();
        foreach (var value in shown)
        {
            headers.Add("dapr-api-token", value);
        }

        Assert.Equal(expected, new AppApiToken("right").IsShownIn(headers));
    }
}
