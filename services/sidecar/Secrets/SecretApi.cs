using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Errors;
using Mesh.Sidecar.Monitoring;

namespace Mesh.Sidecar.Secrets;

/// <summary>The secrets building block of one app's sidecar (contract 4.1).</summary>
internal sealed class SecretApi(ComponentSet components, IReadOnlyList<SecretScope> scopes, SidecarMetrics metrics)
{
    public GetSecretResponse Get(GetSecretRequest request)
    {
        var store = Store(request.StoreName);
        if (!Allows(request.StoreName, request.Key))
        {
            throw DaprErrors.Of(
                StatusCode.PermissionDenied,
                $"access denied by policy to get \"{request.Key}\" from \"{request.StoreName}\"",
                "DAPR_SECRET_PERMISSION_DENIED",
                "secretstore",
                request.StoreName);
        }

        using var measured = metrics.Secret(request.StoreName, "get");
        var entries = store.Find(request.Key) ?? throw DaprErrors.Of(
            StatusCode.Internal,
            $"failed getting secret with key {request.Key} from secret store {request.StoreName}: secret {request.Key} not found",
            "DAPR_SECRET_GET",
            "secretstore",
            request.StoreName);
        var response = new GetSecretResponse();
        response.Data.Add(new Dictionary<string, string>(entries));
        measured.Succeeded();
        return response;
    }

    /// <summary>Secrets that the app may not read are left out.</summary>
    public GetBulkSecretResponse GetBulk(GetBulkSecretRequest request)
    {
        var store = Store(request.StoreName);
        using var measured = metrics.Secret(request.StoreName, "bulk_get");
        var response = new GetBulkSecretResponse();
        foreach (var (name, entries) in store.All().Where(secret => Allows(request.StoreName, secret.Key)))
        {
            var secret = new SecretResponse();
            secret.Secrets.Add(new Dictionary<string, string>(entries));
            response.Data[name] = secret;
        }

        measured.Succeeded();
        return response;
    }

    private ISecretStore Store(string name)
    {
        if (components.SecretStores.Count == 0)
        {
            throw DaprErrors.Of(StatusCode.FailedPrecondition, "secret store is not configured", "DAPR_SECRET_STORE_NOT_CONFIGURED");
        }

        return components.SecretStores.TryGetValue(name, out var store)
            ? store
            : throw DaprErrors.Of(
                StatusCode.InvalidArgument, $"failed finding secret store with key {name}", "DAPR_SECRET_STORE_NOT_FOUND", "secretstore",
                name);
    }

    private bool Allows(string storeName, string secret) =>
        scopes.FirstOrDefault(scope => scope.StoreName == storeName)?.Allows(secret) ?? true;
}
