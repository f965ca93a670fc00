using System.Collections.Concurrent;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Actors;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.Running;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Sidecar.Tests.Actors;

/// <summary>Contract 7.7, check 43: reminders and timers.</summary>
public sealed class ReminderTests
{
    /// <summary>The moved clock may run far ahead while a callback is on its way.</summary>
    private readonly TimeSpan _neverIdle = TimeSpan.FromDays(40);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Reminder_Due_IsDeliveredWithDoublyEncodedDataAndNoTimes()
    {
        await using var sidecar = await StartAsync();
        await using var app = await ActorApp.HostAsync(sidecar.Client(), _neverIdle, ActorCalls.Type);

        await sidecar.Client().RemindAsync("7", "wake", "5s", data: "payload");
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(app.HasMore);
        _time.Advance(TimeSpan.FromSeconds(1));
        var reminder = (await app.NextAsync()).ReminderRequest;
        await app.RemindedAsync(reminder.Id);

        Assert.Equal(("7", "wake", "", ""), (reminder.ActorId, reminder.Name, reminder.DueTime, reminder.Period));
        Assert.Equal("payload", ActorCalls.Decoded(reminder.Data));
        await GoneAsync(sidecar, "wake");
    }

    [Fact]
    public async Task Reminder_ThreeTimesEveryTwoSeconds_FiresThreeTimes()
    {
        await using var sidecar = await StartAsync();
        await using var app = await ActorApp.HostAsync(sidecar.Client(), _neverIdle, ActorCalls.Type);

        await sidecar.Client().RemindAsync("7", "wake", due: "", "R3/PT2S");
        for (var firing = 0; firing < 3; firing++)
        {
            await app.RemindedAsync((await NextAsync(app)).ReminderRequest.Id);
        }

        await GoneAsync(sidecar, "wake");
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(app.HasMore);
    }

    [Fact]
    public async Task Reminder_SurvivesRestartOfEverything_Check43()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            Path.Combine(folder.Resources, "store.yaml"),
            await Stores.ComponentAsync(Store.Sqlite, ("actorStateStore", "true"))
        );
        var options = new SidecarOptions
        {
            Apps = [new SidecarApp { AppId = "app" }],
            ResourcesPaths = [folder.Resources],
            DataDirectory = folder.Path,
            Time = _time,
        };
        await using (var first = await SidecarHost.StartAsync(options, CancellationToken.None))
        {
            using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(first.Endpoints[0].Grpc);
            await using var app = await ActorApp.HostAsync(new(channel), types: ActorCalls.Type);
            await new global::Dapr.Proto.Runtime.V1.Dapr.DaprClient(channel).RemindAsync("7", "wake", "10s", data: "payload");
        }

        _time.Advance(TimeSpan.FromSeconds(30));
        await using (var second = await SidecarHost.StartAsync(options, CancellationToken.None))
        {
            using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(second.Endpoints[0].Grpc);
            await using var app = await ActorApp.HostAsync(new(channel), types: ActorCalls.Type);

            var reminder = (await app.NextAsync()).ReminderRequest;
            Assert.Equal(("7", "wake", "payload"), (reminder.ActorId, reminder.Name, ActorCalls.Decoded(reminder.Data)));
            await app.RemindedAsync(reminder.Id);
        }
    }

    [Fact]
    public async Task Reminder_AppFails_IsTriedFourTimesASecondApart()
    {
        await using var sidecar = await StartAsync();
        await using var app = await ActorApp.HostAsync(sidecar.Client(), _neverIdle, ActorCalls.Type);

        await sidecar.Client().RemindAsync("7", "wake", "0s");
        for (var tried = 0; tried < 4; tried++)
        {
            await app.FailAsync((await NextAsync(app)).ReminderRequest.Id, StatusCode.Internal, "no luck");
        }

        await GoneAsync(sidecar, "wake");
    }

    /// <summary>A disk that is full for a moment must not end a reminder that repeats.</summary>
    [Fact]
    public async Task Reminder_FiringCannotBeStored_FiresAgain()
    {
        await using var sidecar = await StartAsync();
        await using var app = await ActorApp.HostAsync(sidecar.Client(), _neverIdle, ActorCalls.Type);
        await sidecar.Client().RemindAsync("7", "wake", due: "1s", "R2/PT2S");
        await using var file = await FileAsync(sidecar);

        Run(file, "ALTER TABLE reminders RENAME TO elsewhere");
        await app.RemindedAsync((await NextAsync(app)).ReminderRequest.Id);
        var again = await NextAsync(app);
        Run(file, "ALTER TABLE elsewhere RENAME TO reminders");
        await app.RemindedAsync(again.ReminderRequest.Id);
        await app.RemindedAsync((await NextAsync(app)).ReminderRequest.Id);

        await GoneAsync(sidecar, "wake");
    }

    /// <summary>What could not be removed must not seem to be gone, and must not fire for ever either.</summary>
    [Fact]
    public async Task Unregister_FileCannotBeWritten_FailsAndCanBeRepeated()
    {
        await using var sidecar = await StartAsync();
        var client = sidecar.Client();
        await using var app = await ActorApp.HostAsync(client, _neverIdle, ActorCalls.Type);
        await client.RemindAsync("7", "wake", "1h");
        await using var file = await FileAsync(sidecar);
        var unregister = new UnregisterActorReminderRequest { ActorType = ActorCalls.Type, ActorId = "7", Name = "wake" };

        Run(file, "ALTER TABLE reminders RENAME TO elsewhere");
        await Assert.ThrowsAsync<RpcException>(async () => await client.UnregisterActorReminderAsync(unregister));
        Run(file, "ALTER TABLE elsewhere RENAME TO reminders");
        await client.GetActorReminderAsync(Get("wake"));
        await client.UnregisterActorReminderAsync(unregister);

        await GoneAsync(sidecar, "wake");
        _time.Advance(TimeSpan.FromHours(2));
        Assert.False(app.HasMore);
    }

    /// <summary>Every stream that opens is a change of hosts, at which reminders that wait for one are looked through.</summary>
    [Fact]
    public async Task Reminders_OverdueWhileStreamsOpen_FireOnceEach()
    {
        const int Count = 32;
        await using var sidecar = await StartAsync();
        var client = sidecar.Client();
        await using (await ActorApp.HostAsync(client, _neverIdle, ActorCalls.Type))
        {
            for (var id = 0; id < Count; id++)
            {
                await client.RemindAsync($"{id}", "wake", "10s");
            }
        }

        _time.Advance(TimeSpan.FromSeconds(30));
        ConcurrentQueue<string> fired = new();
        ActorApp[] apps = await Task.WhenAll(
            new[] { ActorCalls.Type, "Second", "Third", "Fourth" }.Select(type => ActorApp.HostAsync(client, _neverIdle, type)));
        var serving = apps.Select(app => Task.Run(async () =>
        {
            await foreach (var message in app.AllAsync())
            {
                fired.Enqueue(message.ReminderRequest.ActorId);
                await app.RemindedAsync(message.ReminderRequest.Id);
            }
        })).ToList();
        await Expect.UntilAsync(async () => (await client.ListActorRemindersAsync(
            new ListActorRemindersRequest { ActorType = ActorCalls.Type })).Reminders.Count == 0);
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }

        await Task.WhenAll(serving);

        Assert.Equal(Enumerable.Range(0, Count).Select(id => $"{id}").Order(), fired.Order());
    }

    [Fact]
    public async Task Reminder_RemovedWhileItFails_IsNotTriedAgain()
    {
        await using var sidecar = await StartAsync();
        await using var app = await ActorApp.HostAsync(sidecar.Client(), _neverIdle, ActorCalls.Type);
        await sidecar.Client().RemindAsync("7", "wake", "0s");
        await app.FailAsync((await NextAsync(app)).ReminderRequest.Id, StatusCode.Internal, "no luck");

        await sidecar.Client().UnregisterActorReminderAsync(
            new UnregisterActorReminderRequest { ActorType = ActorCalls.Type, ActorId = "7", Name = "wake" });
        await sidecar.Client().RemindAsync("7", "other", "30s");

        // Its tries would come a second apart.
        Assert.Equal("other", (await NextAsync(app)).ReminderRequest.Name);
    }

    [Fact]
    public async Task Reminder_Registered_CanBeReadListedAndRemoved()
    {
        await using var sidecar = await StartAsync();
        var client = sidecar.Client();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        await client.RemindAsync("7", "wake", "1h", "2s", "payload");

        var read = await client.GetActorReminderAsync(Get("wake"));
        var listed = await client.ListActorRemindersAsync(new ListActorRemindersRequest { ActorType = ActorCalls.Type });
        await client.UnregisterActorReminderAsync(
            new UnregisterActorReminderRequest
            {
                ActorType = ActorCalls.Type,
                ActorId = "7",
                Name = "wake",
            }
        );
        await client.UnregisterActorReminderAsync(
            new UnregisterActorReminderRequest
            {
                ActorType = ActorCalls.Type,
                ActorId = "7",
                Name = "wake",
            }
        );

        Assert.Equal(("@every 2s", "payload"), (read.Period, ActorCalls.Decoded(read.Data)));
        Assert.Equal(("wake", "7"), (listed.Reminders.Single().Name, listed.Reminders.Single().Reminder.ActorId));
        await Expect.FailureAsync(
            StatusCode.NotFound,
            "actor reminder not found",
            async () => await client.GetActorReminderAsync(Get("wake"))
        );
    }

    [Theory]
    [InlineData("1s", "P1M", "unsupported period format")]
    [InlineData("soon", "", "unsupported due time format")]
    public async Task Register_TimesThatCannotBeRead_IsInternal(string due, string period, string expected)
    {
        await using var sidecar = await StartAsync();
        await using var app = await ActorApp.HostAsync(sidecar.Client(), _neverIdle, ActorCalls.Type);

        await Expect.FailureAsync(StatusCode.Internal, expected, () => sidecar.Client().RemindAsync("7", "wake", due, period));
    }

    [Fact]
    public async Task Timer_Due_IsDeliveredWithItsTimesAndGoesWithTheStream()
    {
        await using var sidecar = await StartAsync();
        var client = sidecar.Client();
        await using (var app = await ActorApp.HostAsync(client, types: ActorCalls.Type))
        {
            await client.RegisterActorTimerAsync(
                new RegisterActorTimerRequest
                {
                    ActorType = ActorCalls.Type,
                    ActorId = "7",
                    Name = "tick",
                    DueTime = "1s",
                    Period = "2s",
                    Callback = "onTick",
                    Data = ByteString.CopyFromUtf8("payload"),
                }
            );
            _time.Advance(TimeSpan.FromSeconds(1));
            var timer = (await app.NextAsync()).TimerRequest;
            await app.TimerDoneAsync(timer.Id);

            Assert.Equal(("tick", "1s", "2s", "onTick"), (timer.Name, timer.DueTime, timer.Period, timer.Callback));
            Assert.Equal("payload", ActorCalls.Decoded(timer.Data));
        }

        await using var next = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(next.HasMore);
    }

    /// <summary>The file that reminders are kept in.</summary>
    private static async Task<SqliteConnection> FileAsync(SidecarUnderTest sidecar)
    {
        var file = new SqliteConnection($"Data Source={Path.Combine(sidecar.DataDirectory, "sidecar-reminders.db")};Pooling=False");
        await file.OpenAsync(TestContext.Current.CancellationToken);
        return file;
    }

    private static void Run(SqliteConnection file, string text)
    {
        using var command = file.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static GetActorReminderRequest Get(string name) =>
        new()
        {
            ActorType = ActorCalls.Type,
            ActorId = "7",
            Name = name,
        };

    /// <summary>Lets time go by until there is a callback.</summary>
    private async Task<SubscribeActorEventsResponseAlpha1> NextAsync(ActorApp app)
    {
        var next = app.NextAsync();
        while (!next.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await next;
    }

    /// <summary>The removal of a reminder follows its last answer.</summary>
    private static async Task GoneAsync(SidecarUnderTest sidecar, string name)
    {
        var client = sidecar.Client();
        while (true)
        {
            try
            {
                await client.GetActorReminderAsync(Get(name));
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
            {
                return;
            }
        }
    }

    private Task<SidecarUnderTest> StartAsync() => ActorSidecar.StartAsync(options => options with { Time = _time });
}
