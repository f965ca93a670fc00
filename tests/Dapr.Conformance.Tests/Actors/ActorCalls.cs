using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Target;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Dapr.Conformance.Tests.Actors;

/// <summary>Actor calls of tests.</summary>
public static class ActorCalls
{
    public const string Type = "Partition";

    /// <summary>The client of a sidecar that can host actors; skips the test when it cannot.</summary>
    public static async Task<DaprClient> ClientAsync()
    {
        var client = (await SidecarTarget.GetAsync()).Client;
        var runtime = (await client.GetMetadataAsync(new GetMetadataRequest())).ActorRuntime;
        Assert.SkipWhen(runtime is null || runtime.Placement != "placement: connected", "the sidecar has no placement");
        return client;
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
