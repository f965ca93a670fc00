using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Errors;
using WireStatus = Dapr.Proto.Runtime.V1.UnlockResponse.Types.Status;

namespace Mesh.Sidecar.Locks;

/// <summary>The lock building block of one app's sidecar (contract 5). The order of its checks is Dapr's.</summary>
internal sealed class LockApi(ComponentSet components)
{
    public async Task<TryLockResponse> TryLockAsync(TryLockRequest request, CancellationToken cancellationToken)
    {
        if (request.ExpiryInSeconds <= 0)
        {
            throw Invalid($"ExpiryInSeconds is not positive in lock store {request.StoreName}", "ERR_EXPIRY_NOT_POSITIVE");
        }

        var component = Component(request.StoreName, request.ResourceId, request.LockOwner);
        try
        {
            var lease = TimeSpan.FromSeconds(request.ExpiryInSeconds);
            var key = component.Key(request.ResourceId);
            return new TryLockResponse { Success = await component.Store.TryLockAsync(key, request.LockOwner, lease, cancellationToken) };
        }
        catch (LockException exception)
        {
            throw DaprErrors.Of(StatusCode.Internal, $"failed to try acquiring lock: {exception.Message}", "ERR_TRY_LOCK");
        }
    }

    public async Task<UnlockResponse> UnlockAsync(UnlockRequest request, CancellationToken cancellationToken)
    {
        var component = Component(request.StoreName, request.ResourceId, request.LockOwner);
        try
        {
            var key = component.Key(request.ResourceId);
            return new UnlockResponse { Status = Wire(await component.Store.UnlockAsync(key, request.LockOwner, cancellationToken)) };
        }
        catch (LockException exception)
        {
            throw DaprErrors.Of(StatusCode.Internal, $"failed to release lock: {exception.Message}", "ERR_UNLOCK");
        }
    }

    private LockComponent Component(string store, string resource, string owner)
    {
        if (components.LockStores.Count == 0)
        {
            throw DaprErrors.Of(StatusCode.FailedPrecondition, "lock store is not configured", "ERR_LOCK_STORE_NOT_CONFIGURED");
        }

        if (resource.Length == 0)
        {
            throw Invalid($"ResourceId is empty in lock store {store}", "ERR_RESOURCE_ID_EMPTY");
        }

        if (owner.Length == 0)
        {
            throw Invalid($"LockOwner is empty in lock store {store}", "ERR_LOCK_OWNER_EMPTY");
        }

        return components.LockStores.TryGetValue(store, out var component)
            ? component
            : throw Invalid($"lock store {store} not found", "ERR_LOCK_STORE_NOT_FOUND");
    }

    private static RpcException Invalid(string message, string reason) => DaprErrors.Of(StatusCode.InvalidArgument, message, reason);

    private static WireStatus Wire(LockRelease release) => release switch
    {
        LockRelease.Released => WireStatus.Success,
        LockRelease.Absent => WireStatus.LockDoesNotExist,
        LockRelease.OwnedByOther => WireStatus.LockBelongsToOthers,
        _ => throw new System.Diagnostics.UnreachableException($"lock release {release}"),
    };
}
