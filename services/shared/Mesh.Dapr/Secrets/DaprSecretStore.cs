using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Connection;

namespace Mesh.Dapr.Secrets;

/// <summary>A secret store component of the sidecar.</summary>
public sealed class DaprSecretStore(DaprConnection connection, string storeName) : ISecretStore
{
    /// <inheritdoc/>
    public async Task<string> GetAsync(string name, string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(key);
        var values = await ReadAsync(name, cancellationToken);
        return values.Data.TryGetValue(key, out var value) && value.Length > 0
            ? value
            : throw new SecretStoreException(DaprFailure.Rejected, $"secret '{name}' of store '{storeName}' has no value for '{key}'");
    }

    private async Task<GetSecretResponse> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var options = connection.Limited(connection.Options.ComponentTimeLimit, cancellationToken);
        try
        {
            return await connection.Client.GetSecretAsync(new GetSecretRequest { StoreName = storeName, Key = name }, options);
        }
        catch (RpcException exception) when (exception.IsCancellation(cancellationToken))
        {
            throw new OperationCanceledException($"read of secret '{name}' was cancelled", exception, cancellationToken);
        }
        catch (RpcException exception)
        {
            throw new SecretStoreException(
                DaprFailures.Of(exception.StatusCode),
                $"read of secret '{name}' from store '{storeName}' failed: {exception.Reason()}", exception);
        }
    }
}
