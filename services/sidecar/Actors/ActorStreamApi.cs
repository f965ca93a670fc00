using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Sidecar.Errors;

namespace Mesh.Sidecar.Actors;

/// <summary>Serves the stream over which an app hosts actors.</summary>
internal sealed class ActorStreamApi(ActorHost host, CancellationToken stopping)
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

        using var connection = new ActorConnection(responses, ActorTerms.Of(initial));
        await connection.GreetAsync(ending.Token);
        host.Register(connection);
        try
        {
            while (await requests.MoveNext(ending.Token))
            {
                connection.Answer(requests.Current);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw DaprErrors.Plain(StatusCode.Unavailable, "the sidecar is shutting down");
        }
        finally
        {
            host.Unregister(connection);
        }
    }
}
