using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;

namespace Mesh.Dapr.Conformance.Tests.Actors;

/// <summary>Contract 7.7, check 43: reminders. A test removes its own.</summary>
[Collection("actors")]
public sealed class ReminderTests
{
    private readonly string id = SidecarTarget.NewName("actor");

    [Fact]
    public async Task Reminder_Due_IsDeliveredWithDoublyEncodedDataAndNoTimes_Check43()
    {
        var client = await ActorCalls.ClientAsync();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);

        await client.RemindAsync(id, "wake", "1s", data: "payload");
        var reminder = (await app.NextAsync()).ReminderRequest;
        await app.RemindedAsync(reminder.Id);

        Assert.Equal((id, "wake", "", ""), (reminder.ActorId, reminder.Name, reminder.DueTime, reminder.Period));
        Assert.Equal("payload", ActorCalls.Decoded(reminder.Data));
    }

    [Fact]
    public async Task Register_WithoutOverwrite_IsAlreadyExists_Check43()
    {
        var client = await ActorCalls.ClientAsync();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        await client.RemindAsync(id, "wake", "1h", data: "old");

        await Expect.FailureAsync(
            StatusCode.AlreadyExists,
            "actor reminder already exists: wake",
            () => client.RemindAsync(id, "wake", "2h", data: "new", overwrite: false));
        Assert.Equal("old", ActorCalls.Decoded((await client.GetActorReminderAsync(Get())).Data));

        await client.RemindAsync(id, "wake", "2h", data: "new");
        Assert.Equal("new", ActorCalls.Decoded((await client.GetActorReminderAsync(Get())).Data));
        await client.UnregisterActorReminderAsync(
            new UnregisterActorReminderRequest { ActorType = ActorCalls.Type, ActorId = id, Name = "wake" });
        await Expect.FailureAsync(
            StatusCode.NotFound, "actor reminder not found", async () => await client.GetActorReminderAsync(Get()));
    }

    [Fact]
    public async Task Register_TypeThatIsNotHosted_IsPermissionDenied_Section7_7()
    {
        var client = await ActorCalls.ClientAsync();

        await Expect.FailureAsync(
            StatusCode.PermissionDenied,
            "operations on actor reminders are only possible on hosted actor types",
            () => client.RemindAsync(id, "wake", "1h"));
    }

    private GetActorReminderRequest Get() => new() { ActorType = ActorCalls.Type, ActorId = id, Name = "wake" };
}
