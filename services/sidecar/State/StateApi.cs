using Dapr.Proto.Common.V1;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Errors;
using Mesh.Sidecar.Monitoring;

namespace Mesh.Sidecar.State;

/// <summary>The state building block of one app's sidecar (contract 2).</summary>
internal sealed class StateApi(ComponentSet components, SidecarMetrics metrics, int messageSizeMax)
{
    private static readonly Empty Nothing = new();

    public async Task<GetStateResponse> GetAsync(GetStateRequest request, CancellationToken cancellationToken)
    {
        var component = Store(request.StoreName);
        using var measured = metrics.State(component.Name, "get");
        var value = await ReadAsync(component, request.Key, cancellationToken);
        measured.Succeeded();
        if (value is null)
        {
            return new GetStateResponse();
        }

        var response = new GetStateResponse { Data = StateWire.Data(value), Etag = value.Etag };
        StateWire.AddExpiry(response.Metadata, value);
        return response;
    }

    /// <summary>Missing keys are empty items; a key that cannot be read says so in its own item.</summary>
    public async Task<GetBulkStateResponse> GetBulkAsync(GetBulkStateRequest request, CancellationToken cancellationToken)
    {
        var component = Store(request.StoreName);
        using var measured = metrics.State(component.Name, "bulk_get");
        var keys = request.Keys.Select(key => StateWire.Key(component, key)).ToList();
        var response = new GetBulkStateResponse();
        if (keys.Count > 0)
        {
            response.Items.Add((await ReadManyAsync(component, keys, cancellationToken)).Select(Item));
        }

        measured.Succeeded();
        RequireSendable(response.CalculateSize());
        return response;
    }

    /// <summary>One item is one write; several are written side by side, each for itself.</summary>
    public async Task<Empty> SaveAsync(SaveStateRequest request, CancellationToken cancellationToken)
    {
        var component = Store(request.StoreName);
        using var measured = metrics.State(component.Name, "set");
        foreach (var item in request.States)
        {
            RequireKey(component, item.Key);
        }

        var changes = request.States.Select(item => StateWire.Set(component, item, isNormalized: true)).ToList();
        RequireDone(
            changes.Count == 1
                ? await component.Store.ApplyAsync(changes[0], cancellationToken)
                : await ApplyEachAsync(component, changes, cancellationToken),
            component);
        measured.Succeeded();
        return Nothing;
    }

    public async Task<Empty> DeleteAsync(DeleteStateRequest request, CancellationToken cancellationToken)
    {
        var component = Store(request.StoreName);
        using var measured = metrics.State(component.Name, "delete");
        RequireKey(component, request.Key);
        var outcome = await component.Store.ApplyAsync(
            StateWire.Delete(component, request.Key, request.Etag, request.Options), cancellationToken);
        if (outcome.Kind != StateOutcomeKind.Done)
        {
            throw StateErrors.DeleteFailed(component.Name, request.Key, outcome);
        }

        measured.Succeeded();
        return Nothing;
    }

    public async Task<Empty> DeleteBulkAsync(DeleteBulkStateRequest request, CancellationToken cancellationToken)
    {
        var component = Store(request.StoreName);
        using var measured = metrics.State(component.Name, "bulk_delete");
        var changes = request.States.Select(item => StateWire.Delete(component, item.Key, item.Etag, item.Options)).ToList();
        var outcome = await ApplyEachAsync(component, changes, cancellationToken);
        if (outcome.Kind != StateOutcomeKind.Done)
        {
            throw StateErrors.BulkDeleteFailed(component.Name, outcome);
        }

        measured.Succeeded();
        return Nothing;
    }

    public async Task<Empty> TransactAsync(ExecuteStateTransactionRequest request, CancellationToken cancellationToken)
    {
        var component = Store(request.StoreName);
        using var measured = metrics.State(component.Name, "transaction");
        var changes = request.Operations.Select(operation => Change(component, operation)).ToList();
        if (changes.Count > 0)
        {
            var outcome = await component.Store.TransactAsync(changes, cancellationToken);
            if (outcome.Kind != StateOutcomeKind.Done)
            {
                throw StateErrors.TransactionFailed(component.Name, outcome);
            }
        }

        measured.Succeeded();
        return Nothing;
    }

    private StateComponent Store(string name) =>
        components.StateStores.Count == 0 ? throw StateErrors.NotConfigured(name)
        : components.StateStores.TryGetValue(name, out var store) ? store
        : throw StateErrors.NotFound(name);

    private static StateChange Change(StateComponent component, TransactionalStateOperation operation) => operation.OperationType switch
    {
        "upsert" => StateWire.Set(component, operation.Request, isNormalized: false),
        "delete" => StateWire.Delete(component, operation.Request.Key, operation.Request.Etag, operation.Request.Options),
        var other => throw StateErrors.UnknownOperation(component.Name, other),
    };

    private static async Task<StoredValue?> ReadAsync(StateComponent component, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await component.Store.GetAsync(StateWire.Key(component, key), cancellationToken);
        }
        catch (StateReadException exception)
        {
            throw StateErrors.GetFailed(component.Name, key, exception.Message);
        }
    }

    private static async Task<IReadOnlyList<BulkValue>> ReadManyAsync(
        StateComponent component, List<string> keys, CancellationToken cancellationToken)
    {
        try
        {
            return await component.Store.GetManyAsync(keys, cancellationToken);
        }
        catch (StateReadException exception)
        {
            throw StateErrors.BulkGetFailed(component.Name, exception.Message);
        }
    }

    /// <summary>The first etag error decides the answer, else the first other failure.</summary>
    private static async Task<StateOutcome> ApplyEachAsync(
        StateComponent component, List<StateChange> changes, CancellationToken cancellationToken)
    {
        var outcomes = await Task.WhenAll(changes.Select(change => component.Store.ApplyAsync(change, cancellationToken).AsTask()));
        var failures = outcomes.Where(outcome => outcome.Kind != StateOutcomeKind.Done).ToList();
        return failures.Count == 0
            ? StateOutcome.Done
            : failures.Find(failure => failure.Kind != StateOutcomeKind.Failed) is { Kind: not StateOutcomeKind.Done } etag
                ? etag
                : failures[0];
    }

    private static BulkStateItem Item(BulkValue read)
    {
        var item = new BulkStateItem { Key = StateKeys.Original(read.Key), Error = read.Error ?? "" };
        if (read.Value is { } value)
        {
            item.Data = StateWire.Data(value);
            item.Etag = value.Etag;
            StateWire.AddExpiry(item.Metadata, value);
        }

        return item;
    }

    private void RequireSendable(int size)
    {
        if (size > messageSizeMax)
        {
            throw DaprErrors.Plain(
                StatusCode.ResourceExhausted, $"trying to send message larger than max ({size} vs. {messageSizeMax})");
        }
    }

    private static void RequireKey(StateComponent component, string key)
    {
        if (key.Length == 0)
        {
            throw StateErrors.EmptyKey(component.Name);
        }
    }

    private static void RequireDone(StateOutcome outcome, StateComponent component)
    {
        if (outcome.Kind != StateOutcomeKind.Done)
        {
            throw StateErrors.SaveFailed(component.Name, outcome);
        }
    }
}
