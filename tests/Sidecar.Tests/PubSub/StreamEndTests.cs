using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.PubSub;

namespace Mesh.Sidecar.Tests.PubSub;

/// <summary>Contract 3.8: how a sidecar that stops ends the streams of its app.</summary>
public sealed class StreamEndTests
{
    [Fact]
    public async Task Stream_SidecarStops_EndsWithUnknown_Section3_8()
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Memory);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");

        await sidecar.Host.StopAppAsync(1);

        var ended = await subscriber.Ended;
        Assert.Equal((StatusCode.Unknown, "stream closed"), (ended!.StatusCode, ended.Status.Detail));
    }

    [Fact]
    public async Task Stream_OneAtATime_InOrder_Section3_7()
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Memory);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");
        for (var number = 0; number < 50; number++)
        {
            await sidecar.Client(0).PublishAsync("t", $"{number}");
        }

        for (var number = 0; number < 50; number++)
        {
            var received = await subscriber.NextAsync();
            Assert.False(subscriber.HasMore);
            Assert.Equal($"{number}", received.Data.ToStringUtf8());
            await subscriber.AnswerAsync(received);
        }
    }
}
