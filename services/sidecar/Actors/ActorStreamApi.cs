using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Sidecar.Errors;
using Mesh.Sidecar.Faults;

namespace Mesh.Sidecar.Actors;

/// <summary>Serves the stream over which an app hosts actors.</summary>
internal sealed class ActorStreamApi(ActorHost host, ReplicaGates gates, CancellationToken stopping)
{
    public async Task ServeAsync(
        IAsyncStreamReader<SubscribeActorEventsRequestAlpha1> requests,
        IServerStreamWriter<SubscribeActorEventsResponseAlpha1> responses,
        CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        var initial = await requests.MoveNext(ending.Token) ? requests.Current.InitialRequest : null;
        if (initial is null)
        {
            throw DaprErrors.Plain(StatusCode.InvalidArgument, "first message must be an initial_request");
        }

        using var connection = new ActorConnection(responses, ActorTerms.Of(initial), gates);
        using var open = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, connection.Closed);
        try
        {
            await connection.GreetAsync(() => host.Register(connection), open.Token);
            while (await requests.MoveNext(open.Token))
            {
                connection.Answer(requests.Current);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw DaprErrors.Plain(StatusCode.Unavailable, "the sidecar is shutting down");
        }
        catch (OperationCanceledException) when (connection.Closed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw DaprErrors.Plain(StatusCode.Unavailable, "the app takes nothing from its actor stream");
        }
        finally
        {
            host.Unregister(connection);
        }
    }
}
