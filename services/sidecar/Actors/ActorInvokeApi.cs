using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Answer = Dapr.Proto.Runtime.V1.SubscribeActorEventsRequestAlpha1.RequestTypeOneofCase;

namespace Mesh.Sidecar.Actors;

/// <summary>Calls of actors (contract 7.5).</summary>
internal sealed class ActorInvokeApi(ActorHost ownHost, Placement placement, TimeProvider time, string? deployedNamespace)
{
    /// <summary>Between two sidecars of daprd: what the host counts a call of another one as.</summary>
    private const string HostMethod = "/dapr.proto.internals.v1.ServiceInvocation/CallActor";

    private static readonly TimeSpan LookupMax = TimeSpan.FromSeconds(5);

    /// <summary>Calls one actor wherever it is. A move in between is followed.</summary>
    public async Task<InvokeActorResponse> InvokeAsync(InvokeActorRequest request, CancellationToken cancellationToken)
    {
        var actor = new ActorAddress(request.ActorType, request.ActorId);
        if (!actor.IsLegal)
        {
            throw ActorErrors.IllegalAddress(actor);
        }

        await ownHost.WaitUntilOpenAsync(cancellationToken);
        while (true)
        {
            var host = await FindAsync(actor, cancellationToken);
            await placement.Departure(actor).WaitAsync(cancellationToken);
            var losses = placement.LossCount;
            var answer = await CallAsync(actor, host, request, losses, cancellationToken);
            if (losses != placement.LossCount)
            {
                // What was in flight when placement was lost hangs until its caller gives up (contract 11.6).
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            }

            if (answer is not null)
            {
                return Response(request.Method, answer);
            }
        }
    }

    /// <summary>Calls the actor where it is said to be; null when it has moved, or placement was lost meanwhile.</summary>
    private async Task<SubscribeActorEventsRequestAlpha1?> CallAsync(
        ActorAddress actor, ActorHost host, InvokeActorRequest request, int losses, CancellationToken cancellationToken)
    {
        var started = host.Metrics.Now();
        var status = StatusCode.Unknown;
        try
        {
            var answer = await host.CallAsync(
                actor, id => ActorMessages.Invoke(id, request, host, host != ownHost, deployedNamespace), cancellationToken);
            status = StatusCode.OK;
            return answer;
        }
        catch (RpcException failure)
        {
            status = failure.StatusCode;
            if (losses == placement.LossCount)
            {
                throw;
            }

            return null;
        }
        finally
        {
            if (host != ownHost)
            {
                host.Metrics.Served(HostMethod, status, started);
            }
        }
    }

    /// <summary>
    /// Looks for a host, again at every change of placement and at most five seconds; while placement is lost, until the caller gives up.
    /// </summary>
    private async Task<ActorHost> FindAsync(ActorAddress actor, CancellationToken cancellationToken)
    {
        for (var begun = time.GetTimestamp(); ;)
        {
            if (placement.IsLost)
            {
                await placement.WhenConnectedAsync(cancellationToken);
                begun = time.GetTimestamp();
            }

            var change = placement.NextChange();
            if (placement.Find(actor) is { } host)
            {
                return host;
            }

            var left = LookupMax - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
            {
                throw ActorErrors.NoHost(actor);
            }

            await Task.WhenAny(change, Task.Delay(left, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>An answer marked as an error is passed on without the mark: the response has no place for it.</summary>
    private static InvokeActorResponse Response(string method, SubscribeActorEventsRequestAlpha1 answer) => answer.RequestTypeCase switch
    {
        Answer.InvokeResponse => new InvokeActorResponse { Data = answer.InvokeResponse.Data },
        Answer.RequestFailed when answer.RequestFailed.Code == (uint)StatusCode.NotFound =>
            throw ActorErrors.InvokeFailed($"actor method not found: {method}"),
        Answer.RequestFailed => throw ActorErrors.InvokeFailed($"error from actor service: {answer.RequestFailed.Message}"),
        _ => throw ActorErrors.InvokeFailed($"the app answered with {answer.RequestTypeCase}"),
    };
}
