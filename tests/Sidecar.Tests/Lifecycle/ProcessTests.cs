using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Dapr.Conformance.Tests.Actors;
using Mesh.Dapr.Conformance.Tests.PubSub;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.PubSub;
using Mesh.Sidecar.Tests.Running;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Sidecar.Tests.Lifecycle;

/// <summary>The program itself: its lines, its end, and what a kill leaves.</summary>
[Collection(nameof(RedisServer))]
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kill_InTheMiddleOfManyWriters_LosesNoAnsweredSave()
    {
        const int WriterCount = 16;
        const int AnsweredMin = 300;
        File.WriteAllText(Path.Combine(_folder.Resources, "store.yaml"), await Stores.ComponentAsync(Store.Sqlite));
        System.Collections.Concurrent.ConcurrentBag<string> answered = [];
        await using (var sidecar = await StartAsync())
        {
            using var channel = GrpcChannel.ForAddress(sidecar.Grpc[0]);
            var client = new DaprClient(channel);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable.Range(0, WriterCount).Select(writer => Task.Run(async () =>
            {
                for (var number = 0; ; number++)
                {
                    await client.CreateAsync($"{writer}-{number}", $"{writer}-{number}");
                    answered.Add($"{writer}-{number}");
                    if (answered.Count >= AnsweredMin)
                    {
                        enough.TrySetResult();
                    }
                }
            })).ToList();

            await enough.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await sidecar.KillAsync();
            foreach (var writer in writers)
            {
                await Assert.ThrowsAsync<RpcException>(() => writer);
            }
        }

        await using (var restarted = await StartAsync())
        {
            using var channel = GrpcChannel.ForAddress(restarted.Grpc[0]);
            var client = new DaprClient(channel);
            foreach (var key in answered)
            {
                Assert.Equal(key, await client.TextAsync(key));
            }
        }
    }

    [Fact]
    public async Task Kill_WithAnUnansweredMessage_ItComesAgainAfterTheRestart_Check25()
    {
        File.WriteAllText(Path.Combine(_folder.Resources, "pubsub.yaml"), ComponentText.Of(
            "pubsub",
            "pubsub.redis",
            ("redisHost", await RedisServer.FlushedAsync()),
            ("readTimeout", "200ms"), ("processingTimeout", "300ms"), ("redeliverInterval", "100")));
        string id;
        await using (var sidecar = await StartAsync())
        {
            using var channel = GrpcChannel.ForAddress(sidecar.Grpc[0]);
            await using var subscriber = await SubscriberUnderTest.OpenAsync(new DaprClient(channel), "t");
            await new DaprClient(channel).PublishAsync("t", "1");
            id = (await subscriber.NextAsync()).Id;
            await sidecar.KillAsync();
            Assert.Equal(StatusCode.Unavailable, (await subscriber.Ended)!.StatusCode);
        }

        await using (var restarted = await StartAsync())
        {
            using var channel = GrpcChannel.ForAddress(restarted.Grpc[0]);
            await using var subscriber = await SubscriberUnderTest.OpenAsync(new DaprClient(channel), "t");
            Assert.Equal(id, (await subscriber.NextAsync()).Id);
        }
    }

    [Fact]
    public async Task Terminate_WithOpenStreams_EndsWithinASecond()
    {
        File.WriteAllText(
            Path.Combine(_folder.Resources, "store.yaml"), await Stores.ComponentAsync(Store.Sqlite, ("actorStateStore", "true")));
        await using var sidecar = await StartAsync();
        using var channel = GrpcChannel.ForAddress(sidecar.Grpc[0]);
        await using var app = await ActorApp.HostAsync(new DaprClient(channel), types: ActorCalls.Type);

        var (exitCode, took) = await sidecar.TerminateAsync();

        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Start_SeveralAppsFromAFile_PrintsALineForEach()
    {
        var apps = Path.Combine(_folder.Path, "apps.yaml");
        File.WriteAllText(apps, """
            apps:
              - {appId: one}
              - {appId: two, appPort: 5999, daprGrpcPort: 0, daprHttpPort: 0}
            resourcesPaths: [resources]
            """);

        await using var sidecar = await SidecarProcess.StartAsync(2, "--apps", apps, "--data-dir", _folder.Path);

        Assert.Equal(2, sidecar.Grpc.Distinct().Count());
    }

    [Fact]
    public async Task Log_AsJson_IsOneObjectALine()
    {
        File.WriteAllText(
            Path.Combine(_folder.Resources, "left-out.yaml"),
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: x}\n"
            + "spec: {type: state.none, version: v1, ignoreErrors: true}\n");
        await using var sidecar = await SidecarProcess.StartAsync(
            1,
            "--app-id", "app", "--dapr-grpc-port", "0", "--dapr-http-port", "0", "--log-as-json",
            "--resources-path", _folder.Resources, "--data-dir", _folder.Path);

        await sidecar.TerminateAsync();

        using var line = System.Text.Json.JsonDocument.Parse((await sidecar.Complaints).Split('\n')[0]);
        Assert.Equal("Warning", line.RootElement.GetProperty("LogLevel").GetString());
        Assert.Contains("state.none", line.RootElement.GetProperty("Message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--apps", "nowhere.yaml")]
    [InlineData("--nonsense", "1")]
    [InlineData("--app-id", "a", "--dapr-grpc-port", "70000")]
    [InlineData("--app-id", "a", "--resources-path", "nowhere")]
    public async Task Start_Wrong_PrintsOneLineAndEndsWithOne(params string[] arguments)
    {
        var (exitCode, _, error) = await SidecarProcess.EndAsync([.. arguments, "--data-dir", _folder.Path]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("mesh-sidecar: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private Task<SidecarProcess> StartAsync() => SidecarProcess.StartAsync(
        1,
        "--app-id", "app", "--dapr-grpc-port", "0", "--dapr-http-port", "0",
        "--resources-path", _folder.Resources, "--data-dir", _folder.Path);
}
