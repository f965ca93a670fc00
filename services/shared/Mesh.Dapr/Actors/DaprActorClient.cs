using System.Diagnostics;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Dapr.Connection;

namespace Mesh.Dapr.Actors;

/// <summary>Calls actors and keeps reminders through the sidecar.</summary>
public sealed class DaprActorClient(DaprConnection connection) : IActorClient, IActorReminders
{
    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(
        ActorId actor, string method, ReadOnlyMemory<byte> data, TimeSpan? timeLimit, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        var request = new InvokeActorRequest
        {
            ActorType = actor.Type,
            ActorId = actor.Id,
            Method = method,
            Data = UnsafeByteOperations.UnsafeWrap(data),
        };
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace })
        {
            // The gRPC metadata of this call does not reach the actor, this map does.
            request.Metadata[DaprHeaders.TraceParent] = trace;
        }

        try
        {
            var answer = await connection.Client.InvokeActorAsync(request, Limited(timeLimit, cancellationToken));
            return answer.Data.Memory;
        }
        catch (RpcException exception)
        {
            throw Failed($"call of '{method}' on {actor}", exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task RegisterAsync(
        ActorId actor, string name, ReminderSchedule schedule, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var request = new RegisterActorReminderRequest
        {
            ActorType = actor.Type,
            ActorId = actor.Id,
            Name = name,
            DueTime = DaprDuration.Text(schedule.DueIn),
            Period = schedule.Period is { } period ? DaprDuration.Text(period) : "",
            Data = UnsafeByteOperations.UnsafeWrap(data),
        };
        try
        {
            await connection.Client.RegisterActorReminderAsync(request, Limited(timeLimit: null, cancellationToken));
        }
        catch (RpcException exception)
        {
            throw Failed($"registration of reminder '{name}' of {actor}", exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task UnregisterAsync(ActorId actor, string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var request = new UnregisterActorReminderRequest { ActorType = actor.Type, ActorId = actor.Id, Name = name };
        try
        {
            await connection.Client.UnregisterActorReminderAsync(request, Limited(timeLimit: null, cancellationToken));
        }
        catch (RpcException exception)
        {
            throw Failed($"removal of reminder '{name}' of {actor}", exception, cancellationToken);
        }
    }

    private CallOptions Limited(TimeSpan? timeLimit, CancellationToken cancellationToken) =>
        connection.Limited(timeLimit ?? connection.Options.ActorTimeLimit, cancellationToken);

    private static Exception Failed(string what, RpcException exception, CancellationToken cancellationToken) =>
        exception.IsCancellation(cancellationToken)
            ? new OperationCanceledException($"{what} was cancelled", exception, cancellationToken)
            : new ActorException(DaprFailures.Of(exception.StatusCode), $"{what} failed: {exception.Reason()}", exception);
}
