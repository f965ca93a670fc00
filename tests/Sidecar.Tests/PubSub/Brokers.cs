using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.Running;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Sidecar.Tests.PubSub;

/// <summary>The brokers that the same tests run on.</summary>
public enum Broker
{
    Memory,
    Redis,
}

/// <summary>Starts sidecars on them and publishes.</summary>
public static class Brokers
{
    public static TheoryData<Broker> All => [Broker.Memory, Broker.Redis];

    /// <summary>Sidecars of some apps, with the component <c>pubsub</c>.</summary>
    public static async Task<SidecarUnderTest> StartAsync(Broker broker, SidecarApp[] apps, params (string Name, string Value)[] metadata)
    {
        var component =
            broker == Broker.Memory
                ? ComponentText.Of("pubsub", "pubsub.in-memory", metadata)
                : ComponentText.Of(
                    "pubsub",
                    "pubsub.redis",
                    [("redisHost", await RedisServer.FlushedAsync()), ("readTimeout", "200ms"), .. metadata]
                );
        return await SidecarUnderTest.StartAsync(options => options with { Apps = apps }, component);
    }

    public static Task<SidecarUnderTest> StartAsync(Broker broker, params (string Name, string Value)[] metadata) =>
        StartAsync(
            broker,
            [new SidecarApp { AppId = "publisher" }, new SidecarApp { AppId = "subscriber" }, new SidecarApp { AppId = "other" }],
            metadata
        );

    public static async Task PublishAsync(
        this DaprClient client,
        string topic,
        string data,
        string contentType = "application/json",
        params (string Name, string Value)[] metadata
    ) => await PublishAsync(client, topic, ByteString.CopyFromUtf8(data), contentType, metadata);

    public static async Task PublishAsync(
        DaprClient client,
        string topic,
        ByteString data,
        string contentType,
        params (string Name, string Value)[] metadata
    )
    {
        var request = new PublishEventRequest
        {
            PubsubName = "pubsub",
            Topic = topic,
            Data = data,
            DataContentType = contentType,
        };
        foreach (var (name, value) in metadata)
        {
            request.Metadata[name] = value;
        }

        await client.PublishEventAsync(request);
    }
}
