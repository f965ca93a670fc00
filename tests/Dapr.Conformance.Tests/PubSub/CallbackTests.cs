using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;
using Status = Dapr.Proto.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Mesh.Dapr.Conformance.Tests.PubSub;

/// <summary>Contract 3.3 to 3.5, checks 18 and 24: delivery to the app's own subscriptions.</summary>
public sealed class CallbackTests
{
    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Event_ToAnAppWithACallback_ArrivesWithItsMetadata_Check18(string component)
    {
        var (topic, app) = await StartAsync(component, _ => new TopicEventResponse());

        await topic.PublishAsync("""{"n":1}""", "application/json", ("Own-Entry", "value"));
        var (received, headers) = await NextAsync(app);

        Assert.Equal(("""{"n":1}""", "", component), (received.Data.ToStringUtf8(), received.Path, received.PubsubName));
        Assert.Equal((component, "value"), (headers.GetValue("pubsubname"), headers.GetValue("own-entry")));
        Assert.NotNull(headers.GetValue("traceparent"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Answer_OfTheApp_DecidesOnTheDeadLetterTopic_Check24(string component)
    {
        (string Name, Func<TopicEventResponse> Answer, bool IsDead)[] answers =
        [
            ("retry", () => new TopicEventResponse { Status = Status.Retry }, true),
            ("drop", () => new TopicEventResponse { Status = Status.Drop }, true),
            ("success", () => new TopicEventResponse { Status = Status.Success }, false),
            ("unimplemented", () => throw new RpcException(new Grpc.Core.Status(StatusCode.Unimplemented, "no")), false),
            ("internal", () => throw new RpcException(new Grpc.Core.Status(StatusCode.Internal, "no")), true),
        ];
        var (topic, app) = await StartAsync(
            component,
            request => answers.Single(answer => $"\"{answer.Name}\"" == request.Data.ToStringUtf8()).Answer());
        await using var undertaker = await topic.Other(CallbackTopics.DeadLetterTopic).SubscribeAsync();

        foreach (var (name, _, _) in answers)
        {
            await topic.PublishAsync($"\"{name}\"");
            await NextAsync(app);
        }

        var dead = new List<string>();
        while (dead.Count < answers.Count(answer => answer.IsDead))
        {
            var one = await undertaker.NextAsync();
            dead.Add(one.Data.ToStringUtf8().Trim('"'));
            await undertaker.AnswerAsync(one);
        }

        Assert.Equal(answers.Where(answer => answer.IsDead).Select(answer => answer.Name).Order(), dead.Order());
    }

    private static async Task<(TopicUnderTest Topic, AppBehavior App)> StartAsync(
        string component, Func<TopicEventRequest, TopicEventResponse> answer)
    {
        var topic = (await TopicUnderTest.NewAsync(component)).Other(CallbackTopics.Topic);
        var app = (await SidecarTarget.GetAsync()).App.Behavior;
        app.OnEvent = request => Task.FromResult(answer(request));
        await SubscribedAsync(topic);
        return (topic, app);
    }

    /// <summary>The app is asked for its subscriptions some time after it listens.</summary>
    private static Task SubscribedAsync(TopicUnderTest topic) => Expect.UntilAsync(async () =>
        (await topic.Client.GetMetadataAsync(new GetMetadataRequest())).Subscriptions.Any(
            subscription => subscription.PubsubName == topic.Component && subscription.Topic == CallbackTopics.Topic));

    private static async Task<(TopicEventRequest Request, Metadata Headers)> NextAsync(AppBehavior app) =>
        await app.Events.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15));
}
