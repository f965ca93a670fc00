using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Connection;
using Status = Dapr.Proto.Runtime.V1.UnlockResponse.Types.Status;

namespace Mesh.Dapr.Locks;

/// <summary>A lock component of the sidecar.</summary>
public sealed class DaprLockStore(DaprConnection connection, string storeName) : ILockStore
{
    /// <inheritdoc/>
    public async Task<bool> TryAcquireAsync(string resource, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        RequireNames(resource, owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(lease, TimeSpan.FromSeconds(1));
        var request = new TryLockRequest
        {
            StoreName = storeName,
            ResourceId = resource,
            LockOwner = owner,
            ExpiryInSeconds = WholeSeconds(lease),
        };
        try
        {
            return (await connection.Client.TryLockAlpha1Async(request, Limited(cancellationToken))).Success;
        }
        catch (RpcException exception)
        {
            throw Failed("acquire", resource, exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<LockRelease> ReleaseAsync(string resource, string owner, CancellationToken cancellationToken)
    {
        RequireNames(resource, owner);
        var request = new UnlockRequest { StoreName = storeName, ResourceId = resource, LockOwner = owner };
        try
        {
            var answer = await connection.Client.UnlockAlpha1Async(request, Limited(cancellationToken));
            return Release(answer.Status, resource);
        }
        catch (RpcException exception)
        {
            throw Failed("release", resource, exception, cancellationToken);
        }
    }

    private LockRelease Release(Status status, string resource) => status switch
    {
        Status.Success => LockRelease.Released,
        Status.LockDoesNotExist => LockRelease.NotHeld,
        Status.LockBelongsToOthers => LockRelease.HeldByAnother,
        _ => throw new LockStoreException(DaprFailure.Failed, $"release of lock '{resource}' in store '{storeName}' failed: {status}"),
    };

    /// <summary>Rounds up, so that a lease is never shorter than asked for.</summary>
    private static int WholeSeconds(TimeSpan lease) =>
        checked((int)((lease.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond));

    private static void RequireNames(string resource, string owner)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        if (resource.Contains("||", StringComparison.Ordinal))
        {
            throw new ArgumentException($"The resource '{resource}' contains '||', which Dapr reserves.", nameof(resource));
        }
    }

    private CallOptions Limited(CancellationToken cancellationToken) =>
        connection.Limited(connection.Options.ComponentTimeLimit, cancellationToken);

    private Exception Failed(string action, string resource, RpcException exception, CancellationToken cancellationToken) =>
        exception.IsCancellation(cancellationToken)
            ? new OperationCanceledException($"{action} of lock '{resource}' was cancelled", exception, cancellationToken)
            : new LockStoreException(
                DaprFailures.Of(exception.StatusCode),
                $"{action} of lock '{resource}' in store '{storeName}' failed: {exception.Reason()}", exception);
}
