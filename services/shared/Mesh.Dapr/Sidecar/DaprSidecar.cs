using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Connection;

namespace Mesh.Dapr.Sidecar;

/// <summary>The sidecar at the other end of the connection.</summary>
public sealed class DaprSidecar(DaprConnection connection, TimeProvider time) : ISidecar
{
    private static readonly Uri OutboundHealth = new("/v1.0/healthz/outbound", UriKind.Relative);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var limit = connection.Options.StartTimeLimit;
        var started = time.GetTimestamp();
        while (await ProblemAsync(cancellationToken) is { } problem)
        {
            if (time.GetElapsedTime(started) >= limit)
            {
                throw new SidecarException(
                    DaprFailure.Unreachable, $"the sidecar at {connection.Options.HttpEndpoint} was not ready within {limit}: {problem}");
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<SidecarMetadata> GetMetadataAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await connection.Client.GetMetadataAsync(new GetMetadataRequest(), Limited(cancellationToken));
            return SidecarWire.Metadata(answer);
        }
        catch (RpcException exception)
        {
            throw Failed("metadata", exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task ShutdownAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.Client.ShutdownAsync(new ShutdownRequest(), Limited(cancellationToken));
        }
        catch (RpcException exception)
        {
            throw Failed("shutdown", exception, cancellationToken);
        }
    }

    /// <summary>Asks once; null when it is ready, otherwise what is wrong.</summary>
    private async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await connection.Http.GetAsync(OutboundHealth, cancellationToken);
            return answer.IsSuccessStatusCode ? null : $"it answers {(int)answer.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {connection.Options.SidecarTimeLimit}";
        }
    }

    private CallOptions Limited(CancellationToken cancellationToken) =>
        connection.Limited(connection.Options.SidecarTimeLimit, cancellationToken);

    private Exception Failed(string action, RpcException exception, CancellationToken cancellationToken) =>
        exception.IsCancellation(cancellationToken)
            ? new OperationCanceledException($"{action} was cancelled", exception, cancellationToken)
            : new SidecarException(
                DaprFailures.Of(exception.StatusCode),
                $"{action} of the sidecar at {connection.Options.GrpcEndpoint} failed: {exception.Reason()}",
                exception);
}
