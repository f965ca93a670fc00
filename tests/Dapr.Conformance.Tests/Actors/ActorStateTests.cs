using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;

namespace Mesh.Dapr.Conformance.Tests.Actors;

/// <summary>Contract 7.6, check 42: the state of actors.</summary>
[Collection("actors")]
public sealed class ActorStateTests
{
    private readonly string id = SidecarTarget.NewName("actor");

    [Fact]
    public async Task Transaction_OfAnActiveActor_IsReadBack_Check42()
    {
        var client = await ActorCalls.ClientAsync();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        _ = app.ServeAsync(_ => "");
        await client.InvokeAsync(id);

        await client.ExecuteActorStateTransactionAsync(Transaction("upsert"));

        Assert.Equal("value", (await client.GetActorStateAsync(Read())).Data.ToStringUtf8());
    }

    [Fact]
    public async Task Transaction_OfAnInactiveActor_IsRefusedButReadsWork_Check42()
    {
        var client = await ActorCalls.ClientAsync();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);

        await Expect.FailureAsync(
            StatusCode.Internal,
            "actor instance is missing",
            async () => await client.ExecuteActorStateTransactionAsync(Transaction("upsert")));

        Assert.True((await client.GetActorStateAsync(Read())).Data.IsEmpty);
    }

    [Fact]
    public async Task Transaction_UnknownOperation_IsUnimplemented_Check42()
    {
        var client = await ActorCalls.ClientAsync();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        _ = app.ServeAsync(_ => "");
        await client.InvokeAsync(id);

        await Expect.FailureAsync(
            StatusCode.Unimplemented,
            "operation type merge not supported",
            async () => await client.ExecuteActorStateTransactionAsync(Transaction("merge")));
    }

    private GetActorStateRequest Read() => new() { ActorType = ActorCalls.Type, ActorId = id, Key = "k" };

    private ExecuteActorStateTransactionRequest Transaction(string type) => new()
    {
        ActorType = ActorCalls.Type,
        ActorId = id,
        Operations =
        {
            new TransactionalActorStateOperation
            {
                OperationType = type,
                Key = "k",
                Value = new Any { Value = ByteString.CopyFromUtf8("value") },
            },
        },
    };
}
