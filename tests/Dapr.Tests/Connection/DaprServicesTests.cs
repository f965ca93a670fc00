using Mesh.Dapr.Actors;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Locks;
using Mesh.Dapr.Secrets;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.State;
using Mesh.Dapr.Topics;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Dapr.Tests.Connection;

public sealed class DaprServicesTests
{
    private static readonly DaprOptions Options = new()
    {
        GrpcEndpoint = new Uri("http://127.0.0.1:1"),
        HttpEndpoint = new Uri("http://127.0.0.1:2"),
    };

    [Fact]
    public async Task Add_EveryComponentIsNamed_GivesEveryPort()
    {
        var components = new DaprComponents { StateStore = "a", PubSub = "b", SecretStore = "c", LockStore = "d" };
        await using var provider = new ServiceCollection().AddLogging().AddMeshDapr(Options, components).BuildServiceProvider();

        System.Type[] ports =
        [
            typeof(ISidecar), typeof(IStateStore), typeof(ITopicPublisher), typeof(ITopicSubscriber), typeof(ISecretStore),
            typeof(ILockStore),
            typeof(IActorHost), typeof(IActorClient), typeof(IActorReminders), typeof(AppApiToken),
        ];
        Assert.All(ports, port => Assert.Same(provider.GetRequiredService(port), provider.GetRequiredService(port)));
    }

    [Fact]
    public async Task Add_ComponentIsNotNamed_ItsPortIsMissing()
    {
        await using var provider = new ServiceCollection().AddLogging().AddMeshDapr(
            Options, new DaprComponents { StateStore = "a" }).BuildServiceProvider();

        Assert.NotNull(provider.GetService<IStateStore>());
        Assert.Null(provider.GetService<ITopicPublisher>());
        Assert.Null(provider.GetService<ISecretStore>());
    }
}
