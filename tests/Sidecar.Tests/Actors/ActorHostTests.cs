using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Actors;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.Running;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Sidecar.Tests.Actors;

/// <summary>Contract 7.1 to 7.5: what depends on the clock or on other components.</summary>
public sealed class ActorHostTests
{
    [Fact]
    public async Task Invoke_UnknownType_IsFailedPreconditionAfterFiveLooks_Section7_5()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await ActorSidecar.StartAsync(options => options with { Time = time });

        var answer = sidecar.Client().InvokeAsync("7");
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await Expect.FailureAsync(StatusCode.FailedPrecondition, $"did not find address for actor '{ActorCalls.Type}/7'", () => answer);
    }

    /// <summary>A mesh that starts changes placement many times within a moment.</summary>
    [Fact]
    public async Task Invoke_PlacementChangesManyTimes_LooksForFiveSecondsAllTheSame()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await ActorSidecar.StartAsync(options => options with { Time = time }, "caller", "host");
        var (caller, host) = (sidecar.Client(0), sidecar.Client(1));

        var answer = caller.InvokeAsync("7");
        for (var change = 0; change < 10; change++)
        {
            await using var other = await ActorApp.HostAsync(host, types: "Other");
        }

        Assert.False(answer.IsCompleted);
        await using var app = await ActorApp.HostAsync(host, types: ActorCalls.Type);
        _ = app.ServeAsync(_ => "found");
        Assert.Equal("found", await answer.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    /// <summary>Contract 7.2: the types are registered, then the stream is answered.</summary>
    [Fact]
    public async Task Host_JustGreeted_MayRegisterATimer()
    {
        await using var sidecar = await ActorSidecar.StartAsync();
        var client = sidecar.Client();
        for (var stream = 0; stream < 20; stream++)
        {
            using var call = client.SubscribeActorEventsAlpha1();
            var initial = new SubscribeActorEventsRequestInitialAlpha1 { Entities = { $"Type{stream}" } };
            await call.RequestStream.WriteAsync(new SubscribeActorEventsRequestAlpha1 { InitialRequest = initial });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

            await client.RegisterActorTimerAsync(
                new RegisterActorTimerRequest { ActorType = $"Type{stream}", ActorId = "7", Name = "tick", DueTime = "1h" });
        }
    }

    /// <summary>Contract 7.3: a deactivation belongs to the activation that ends, so nothing of the next one overtakes it.</summary>
    [Fact]
    public async Task Idle_CalledWhileItIsDeactivated_IsActivatedAfterwards()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await ActorSidecar.StartAsync(options => options with { Time = time });
        var client = sidecar.Client();
        await using var app = await ActorApp.HostAsync(client, TimeSpan.FromSeconds(10), ActorCalls.Type);
        var first = client.InvokeAsync("7");
        await app.AnswerAsync((await app.NextCallAsync()).Id, "first");
        await first;
        time.Advance(TimeSpan.FromSeconds(10));
        var deactivation = (await app.NextAsync()).DeactivateRequest;

        var second = client.InvokeAsync("7");
        var other = client.InvokeAsync("8");
        var call = await app.NextCallAsync();
        Assert.Equal("8", call.ActorId);
        await app.AnswerAsync(call.Id, "other");
        await other;
        await app.DeactivatedAsync(deactivation.Id);

        call = await app.NextCallAsync();
        await app.AnswerAsync(call.Id, "second");
        Assert.Equal("second", await second);
    }

    /// <summary>Contract 7.3: a type may have times of its own; without an idle time of its own it has Dapr's, not the stream's.</summary>
    [Fact]
    public async Task Idle_TypesWithTimesOfTheirOwn_AreDeactivatedByThem()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await ActorSidecar.StartAsync(options => options with { Time = time });
        var client = sidecar.Client();
        var initial = new SubscribeActorEventsRequestInitialAlpha1
        {
            Entities = { "Stream", "Own", "Default" },
            ActorIdleTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(20)),
            EntitiesConfig =
            {
                new ActorEntityConfig { Entities = { "Own" }, ActorIdleTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)) },
                new ActorEntityConfig { Entities = { "Default" } },
            },
        };
        await using var app = await ActorApp.HostAsync(client, initial);
        foreach (var type in initial.Entities)
        {
            var call = client.InvokeActorAsync(new InvokeActorRequest { ActorType = type, ActorId = "7", Method = "m" });
            await app.AnswerAsync((await app.NextCallAsync()).Id, "");
            await call;
        }

        List<string> deactivated = [];
        for (var seconds = 10; seconds <= 20; seconds += 10)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            var deactivation = (await app.NextAsync()).DeactivateRequest;
            await app.DeactivatedAsync(deactivation.Id);
            deactivated.Add($"{deactivation.ActorType} {seconds}");
        }

        time.Advance(TimeSpan.FromMinutes(59));
        var active = (await client.GetMetadataAsync(new GetMetadataRequest())).ActorRuntime.ActiveActors;
        Assert.Equal(["Own 10", "Stream 20"], deactivated);
        Assert.Equal(["Default"], active.Where(count => count.Count > 0).Select(count => count.Type));
    }

    [Fact]
    public async Task Host_ConfiguresATypeThatItDoesNotName_DoesNotHostItAndIsWarned()
    {
        using var warnings = new RecordedWarnings();
        await using var sidecar = await ActorSidecar.StartAsync(options => options with { Logging = warnings.Factory });
        var initial = new SubscribeActorEventsRequestInitialAlpha1
        {
            Entities = { ActorCalls.Type }, EntitiesConfig = { new ActorEntityConfig { Entities = { "Other" } } },
        };

        await using var app = await ActorApp.HostAsync(sidecar.Client(), initial);

        var hosted = (await sidecar.Client().GetMetadataAsync(new GetMetadataRequest())).ActorRuntime.ActiveActors;
        Assert.Equal([ActorCalls.Type], hosted.Select(count => count.Type));
        Assert.Contains(warnings.All, warning => warning.Contains("configures actors of Other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_AsksForWhatIsNotThere_IsWarned()
    {
        using var warnings = new RecordedWarnings();
        await using var sidecar = await ActorSidecar.StartAsync(options => options with { Logging = warnings.Factory });
        using var call = sidecar.Client().SubscribeActorEventsAlpha1();
        var initial = new SubscribeActorEventsRequestInitialAlpha1
        {
            Entities = { ActorCalls.Type },
            Reentrancy = new ActorReentrancyConfig { Enabled = true },
        };

        await call.RequestStream.WriteAsync(new SubscribeActorEventsRequestAlpha1 { InitialRequest = initial });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Contains(warnings.All, warning => warning.Contains("asks for reentrancy", StringComparison.Ordinal));
    }

    /// <summary>Contract 6.3: a server that hears nothing for 10 s asks, and closes when there is no answer within 5 s.</summary>
    [Fact]
    public async Task App_AnswersNoPing_LosesItsConnection()
    {
        await using var sidecar = await ActorSidecar.StartAsync();
        using var socket = new System.Net.Sockets.TcpClient();
        var port = sidecar.Host.Endpoints[0].Grpc.Port;
        await socket.ConnectAsync(System.Net.IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();

        // The preface of HTTP/2 and empty settings; then silence.
        byte[] hello = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];
        await stream.WriteAsync(hello, TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await stream.ReadAsync(new byte[1_024], limit.Token) > 0)
            {
            }

            throw new IOException("closed");
        });
    }

    [Fact]
    public async Task Idle_CallsKeepComing_StaysActive()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await ActorSidecar.StartAsync(options => options with { Time = time });
        var client = sidecar.Client();
        await using var app = await ActorApp.HostAsync(client, TimeSpan.FromSeconds(10), ActorCalls.Type);
        _ = app.ServeAsync(_ => "answer");

        for (var call = 0; call < 5; call++)
        {
            await client.InvokeAsync("7");
            time.Advance(TimeSpan.FromSeconds(8));
        }

        Assert.Equal(1, (await client.GetMetadataAsync(new GetMetadataRequest())).ActorRuntime.ActiveActors.Single().Count);
    }

    [Fact]
    public async Task Host_WithoutStateStore_RegistersButIsNotCallable_Section7_1()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await SidecarUnderTest.StartAsync(options => options with { Time = time });
        await using var app = await ActorApp.HostAsync(sidecar.Client(), types: ActorCalls.Type);

        var answer = sidecar.Client().InvokeAsync("7");
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await Expect.FailureAsync(StatusCode.FailedPrecondition, "did not find address for actor", () => answer);
    }
}
