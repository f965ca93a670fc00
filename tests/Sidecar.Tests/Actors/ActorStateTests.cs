using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Actors;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.Running;
using Microsoft.Data.Sqlite;

namespace Mesh.Sidecar.Tests.Actors;

/// <summary>Contract 7.6, check 42: the state of actors.</summary>
public sealed class ActorStateTests
{
    [Fact]
    public async Task Transaction_OfAnActiveActor_StoresUnderItsKey_Check42()
    {
        await using var sidecar = await ActorSidecar.StartAsync();
        var client = sidecar.Client();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        _ = app.ServeAsync(_ => "");
        await client.InvokeAsync("7");

        await client.ExecuteActorStateTransactionAsync(Transaction("upsert"));
        var read = await client.GetActorStateAsync(
            new GetActorStateRequest
            {
                ActorType = ActorCalls.Type,
                ActorId = "7",
                Key = "k",
            }
        );

        Assert.Equal("value", read.Data.ToStringUtf8());
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(sidecar.DataDirectory, "state.db")};Pooling=False;Mode=ReadOnly"
        );
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT key FROM state";
        Assert.Equal($"app||{ActorCalls.Type}||7||k", command.ExecuteScalar());
    }

    [Fact]
    public async Task Store_NoneMarked_IsInternal_Section7_1()
    {
        await using var sidecar = await Stores.StartAsync(Store.Memory);

        await Expect.FailureAsync(
            StatusCode.Internal,
            "the state store is not configured to use the actor runtime",
            async () => await sidecar.Client().ExecuteActorStateTransactionAsync(Transaction("upsert"))
        );
    }

    private static ExecuteActorStateTransactionRequest Transaction(string type) =>
        new()
        {
            ActorType = ActorCalls.Type,
            ActorId = "7",
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
