using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Sidecar.Hosting;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Sidecar.Tests.Running;

/// <summary>Actor calls of tests.</summary>
public static class ActorCalls
{
    public const string Type = "Partition";

    /// <summary>A sidecar whose store keeps actor state, for some apps.</summary>
    public static async Task<SidecarUnderTest> StartAsync(Func<SidecarOptions, SidecarOptions>? change = null, params string[] apps)
    {
        var component = await Stores.ComponentAsync(Store.Sqlite, ("actorStateStore", "true"));
        return await SidecarUnderTest.StartAsync(
            options =>
                (change ?? (same => same))(
                    options with
                    {
                        Apps = apps.Length == 0 ? options.Apps : [.. apps.Select(app => new SidecarApp { AppId = app })],
                    }
                ),
            component
        );
    }

    public static async Task<string> InvokeAsync(
        this DaprClient client,
        string id,
        string method = "m",
        string data = "",
        DateTime? deadline = null,
        CancellationToken cancellationToken = default
    )
    {
        var request = new InvokeActorRequest
        {
            ActorType = Type,
            ActorId = id,
            Method = method,
            Data = ByteString.CopyFromUtf8(data),
        };
        return (await client.InvokeActorAsync(request, new CallOptions(null, deadline, cancellationToken))).Data.ToStringUtf8();
    }

    public static async Task RemindAsync(
        this DaprClient client,
        string id,
        string name,
        string due,
        string period = "",
        string data = "",
        bool? overwrite = null
    )
    {
        var request = new RegisterActorReminderRequest
        {
            ActorType = Type,
            ActorId = id,
            Name = name,
            DueTime = due,
            Period = period,
            Data = ByteString.CopyFromUtf8(data),
        };
        if (overwrite is { } value)
        {
            request.Overwrite = value;
        }

        await client.RegisterActorReminderAsync(request);
    }

    /// <summary>What an app has to do with a reminder's data: it comes as quoted base64 in a BytesValue.</summary>
    public static string Decoded(Any data) =>
        ByteString.FromBase64(data.Unpack<BytesValue>().Value.ToStringUtf8().Trim('"')).ToStringUtf8();
}
