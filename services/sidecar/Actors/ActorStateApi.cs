using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Mesh.Sidecar.State;

namespace Mesh.Sidecar.Actors;

/// <summary>The state of actors, in the store that is marked for it (contract 7.6).</summary>
internal sealed class ActorStateApi(string appId, StateComponent? component, ActorHost host)
{
    private static readonly Empty Nothing = new();

    /// <summary>Reads a value; the actor need not be active.</summary>
    public async Task<GetActorStateResponse> GetAsync(GetActorStateRequest request, CancellationToken cancellationToken)
    {
        var store = Store();
        RequireHosted(request.ActorType);
        try
        {
            var value = await store.GetAsync(Key(request.ActorType, request.ActorId, request.Key), cancellationToken);
            return value is null ? new GetActorStateResponse() : new GetActorStateResponse { Data = StateWire.Data(value) };
        }
        catch (StateReadException exception)
        {
            throw ActorErrors.GetStateFailed(exception.Message);
        }
    }

    /// <summary>Makes changes in one transaction of the store; the actor has to be active behind this sidecar.</summary>
    public async Task<Empty> TransactAsync(ExecuteActorStateTransactionRequest request, CancellationToken cancellationToken)
    {
        var store = Store();
        if (!host.IsActive(new ActorAddress(request.ActorType, request.ActorId)))
        {
            throw ActorErrors.InstanceMissing();
        }

        var changes = request.Operations.Select(operation => Change(request, operation)).ToList();
        if (changes.Count > 0)
        {
            var outcome = await store.TransactAsync(changes, cancellationToken);
            if (outcome.Kind != StateOutcomeKind.Done)
            {
                throw ActorErrors.TransactionFailed(outcome.Text);
            }
        }

        return Nothing;
    }

    private IStateStore Store() => component?.Store ?? throw ActorErrors.NoStateStore();

    private void RequireHosted(string type)
    {
        if (!host.Hosts(type))
        {
            throw ActorErrors.InstanceMissing();
        }
    }

    private StateChange Change(ExecuteActorStateTransactionRequest request, TransactionalActorStateOperation operation) =>
        operation.OperationType switch
        {
            "upsert" => new StateChange
            {
                Key = Key(request.ActorType, request.ActorId, operation.Key),
                Value = operation.Value?.Value.Memory ?? ReadOnlyMemory<byte>.Empty,
            },
            "delete" => new StateChange { Key = Key(request.ActorType, request.ActorId, operation.Key), IsDelete = true },
            var other => throw ActorErrors.UnknownOperation(other),
        };

    private string Key(string type, string id, string key) => $"{appId}||{type}||{id}||{key}";
}
