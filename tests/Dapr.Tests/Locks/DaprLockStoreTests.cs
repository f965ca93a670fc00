using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Locks;
using Mesh.Dapr.Tests.Fixtures;
using WireStatus = Dapr.Proto.Runtime.V1.UnlockResponse.Types.Status;

namespace Mesh.Dapr.Tests.Locks;

public sealed class DaprLockStoreTests : IAsyncLifetime
{
    private ScriptedSidecar _sidecar = null!;
    private DaprConnection _connection = null!;
    private DaprLockStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await ScriptedSidecar.StartAsync();
        _connection = new DaprConnection(_sidecar.Options);
        _store = new DaprLockStore(_connection, "lockstore");
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TryAcquire_Answered_IsThatAnswerAndTheLeaseIsNeverShorterThanAskedFor(bool success)
    {
        _sidecar.Dapr.Answer<TryLockRequest>(_ => new TryLockResponse { Success = success });

        Assert.Equal(success, await _store.TryAcquireAsync("list", "me", TimeSpan.FromMilliseconds(1001), CancellationToken.None));

        var request = Assert.IsType<TryLockRequest>(Assert.Single(_sidecar.Dapr.Calls).Request);
        Assert.Equal(("lockstore", "list", "me", 2), (request.StoreName, request.ResourceId, request.LockOwner, request.ExpiryInSeconds));
    }

    [Theory]
    [InlineData(WireStatus.Success, LockRelease.Released)]
    [InlineData(WireStatus.LockDoesNotExist, LockRelease.NotHeld)]
    [InlineData(WireStatus.LockBelongsToOthers, LockRelease.HeldByAnother)]
    public async Task Release_Answered_IsThatOutcome(WireStatus status, LockRelease expected)
    {
        _sidecar.Dapr.Answer<UnlockRequest>(_ => new UnlockResponse { Status = status });

        Assert.Equal(expected, await _store.ReleaseAsync("list", "me", CancellationToken.None));
    }

    [Fact]
    public async Task Release_InternalError_Throws()
    {
        _sidecar.Dapr.Answer<UnlockRequest>(_ => new UnlockResponse { Status = WireStatus.InternalError });

        await Assert.ThrowsAsync<LockStoreException>(() => _store.ReleaseAsync("list", "me", CancellationToken.None));
    }

    [Fact]
    public async Task TryAcquire_StoreIsUnknown_ThrowsRejected()
    {
        _sidecar.Dapr.Fail<TryLockRequest>(StatusCode.InvalidArgument, "lock store lockstore not found");

        var thrown = await Assert.ThrowsAsync<LockStoreException>(
            () => _store.TryAcquireAsync("list", "me", TimeSpan.FromSeconds(1), CancellationToken.None));

        Assert.Equal(DaprFailure.Rejected, thrown.Failure);
    }

    [Fact]
    public async Task TryAcquire_IllegalArguments_AreRefused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => _store.TryAcquireAsync("", "me", TimeSpan.FromSeconds(1), CancellationToken.None));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => _store.TryAcquireAsync("a||b", "me", TimeSpan.FromSeconds(1), CancellationToken.None));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => _store.TryAcquireAsync("list", "", TimeSpan.FromSeconds(1), CancellationToken.None));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => _store.TryAcquireAsync("list", "me", TimeSpan.FromMilliseconds(999), CancellationToken.None));

        Assert.Empty(_sidecar.Dapr.Calls);
    }
}
