using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Mesh.Dapr.Conformance.Tests.Target;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Dapr.Conformance.Tests.PubSub;

/// <summary>A topic of one test on one component.</summary>
public sealed class TopicUnderTest
{
    private readonly SidecarTarget target;

    private TopicUnderTest(SidecarTarget target, string component, string name)
    {
        this.target = target;
        Component = component;
        Name = name;
    }

    public string Component { get; }

    public string Name { get; }

    public string AppId => target.AppId;

    public DaprClient Client => target.Client;

    /// <summary>A new topic; skips the test when the component is not there.</summary>
    public static async Task<TopicUnderTest> NewAsync(string component)
    {
        var target = await SidecarTarget.GetAsync();
        target.Require(component);
        return new TopicUnderTest(target, component, SidecarTarget.NewName("topic"));
    }

    /// <summary>A topic with a given name, on the same component.</summary>
    public TopicUnderTest Other(string name) => new(target, Component, name);

    public Task PublishAsync(string data, string contentType = "application/json", params (string Name, string Value)[] metadata) =>
        PublishAsync(ByteString.CopyFromUtf8(data), contentType, metadata);

    public async Task PublishAsync(ByteString data, string contentType, params (string Name, string Value)[] metadata)
    {
        var request = new PublishEventRequest { PubsubName = Component, Topic = Name, Data = data, DataContentType = contentType };
        foreach (var (name, value) in metadata)
        {
            request.Metadata[name] = value;
        }

        await Client.PublishEventAsync(request);
    }

    public Task<SubscriberUnderTest> SubscribeAsync(string? deadLetterTopic = null, params (string Name, string Value)[] metadata) =>
        SubscriberUnderTest.OpenAsync(Client, Component, Name, deadLetterTopic, metadata);
}
