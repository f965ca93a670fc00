using Dapr.Proto.Common.V1;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Dapr.Connection;
using Mesh.Dapr.State;
using Mesh.Dapr.Tests.Fixtures;
using Concurrency = Dapr.Proto.Common.V1.StateOptions.Types.StateConcurrency;

namespace Mesh.Dapr.Tests.State;

public sealed class DaprStateStoreTests : IAsyncLifetime
{
    private ScriptedSidecar _sidecar = null!;
    private DaprConnection _connection = null!;
    private DaprStateStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await ScriptedSidecar.StartAsync();
        Connect(_sidecar.Options);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task Create_Value_IsAFirstWriteOfTheExactBytesWithoutEtagOrContentType()
    {
        _sidecar.Dapr.Answer<SaveStateRequest>(_ => new Empty());
        byte[] value = [0, 255, 10, 13, 34];

        await _store.CreateAsync("journal/0/1", value, CancellationToken.None);

        var item = Assert.Single(Assert.IsType<SaveStateRequest>(Assert.Single(_sidecar.Dapr.Calls).Request).States);
        Assert.Equal("journal/0/1", item.Key);
        Assert.Equal(value, item.Value.ToByteArray());
        Assert.Equal(Concurrency.ConcurrencyFirstWrite, item.Options.Concurrency);
        Assert.Null(item.Etag);
        Assert.Empty(item.Metadata);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, DaprFailure.Unreachable)]
    [InlineData(StatusCode.DeadlineExceeded, DaprFailure.TimedOut)]
    [InlineData(StatusCode.Aborted, DaprFailure.Conflicted)]
    [InlineData(StatusCode.InvalidArgument, DaprFailure.Rejected)]
    [InlineData(StatusCode.FailedPrecondition, DaprFailure.Rejected)]
    [InlineData(StatusCode.Unauthenticated, DaprFailure.Denied)]
    [InlineData(StatusCode.ResourceExhausted, DaprFailure.TooLarge)]
    [InlineData(StatusCode.Internal, DaprFailure.Failed)]
    [InlineData(StatusCode.Unknown, DaprFailure.Failed)]
    public async Task Create_SidecarReportsAnError_ThrowsWithItsMeaningAndItsText(StatusCode code, DaprFailure expected)
    {
        _sidecar.Dapr.Fail<SaveStateRequest>(code, "failed to set key");

        var thrown = await Assert.ThrowsAsync<StateStoreException>(() => _store.CreateAsync("k", new byte[] { 1 }, CancellationToken.None));

        Assert.Equal(expected, thrown.Failure);
        Assert.Contains("'k'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("failed to set key", thrown.Message, StringComparison.Ordinal);
        Assert.Single(_sidecar.Dapr.Calls);
    }

    [Fact]
    public async Task Create_SidecarIsSilent_ThrowsAtTheTimeLimitAndTheSidecarSawTheDeadline()
    {
        Connect(_sidecar.Options with { StateTimeLimit = TimeSpan.FromMilliseconds(200) });
        _sidecar.Dapr.Hang<SaveStateRequest>();

        var thrown = await Assert.ThrowsAsync<StateStoreException>(
            () => _store.CreateAsync("k", new byte[] { 1 }, CancellationToken.None).Within());

        Assert.Equal(DaprFailure.TimedOut, thrown.Failure);
        Assert.True(Assert.Single(_sidecar.Dapr.Calls).Deadline < DateTime.MaxValue);
    }

    [Fact]
    public async Task Create_SidecarIsGone_ThrowsUnreachable()
    {
        await _sidecar.DisposeAsync();

        var thrown = await Assert.ThrowsAsync<StateStoreException>(
            () => _store.CreateAsync("k", new byte[] { 1 }, CancellationToken.None).Within());

        Assert.Equal(DaprFailure.Unreachable, thrown.Failure);
    }

    [Fact]
    public async Task Create_SidecarDiesInMidCall_ThrowsUnreachableForTheOutcomeIsUnknown()
    {
        _sidecar.Dapr.Hang<SaveStateRequest>();
        var creation = _store.CreateAsync("k", new byte[] { 1 }, CancellationToken.None);
        await _sidecar.Dapr.NextCallAsync();

        await _sidecar.DisposeAsync();

        var thrown = await Assert.ThrowsAsync<StateStoreException>(() => creation.Within());
        Assert.Equal(DaprFailure.Unreachable, thrown.Failure);
    }

    [Fact]
    public async Task Get_SidecarIsBackAfterManyFailedCalls_IsAnsweredByTheNextCall()
    {
        var port = _sidecar.Options.GrpcEndpoint.Port;
        await _sidecar.DisposeAsync();
        for (var call = 0; call < 50; call++)
        {
            await Assert.ThrowsAsync<StateStoreException>(() => _store.GetAsync("k", CancellationToken.None).Within());
        }

        _sidecar = await ScriptedSidecar.StartAsync(port);
        _sidecar.Dapr.Answer<GetStateRequest>(_ => new GetStateResponse());

        Assert.Null(await _store.GetAsync("k", CancellationToken.None).Within());
    }

    [Fact]
    public async Task Create_CallerCancels_ThrowsItsCancellation()
    {
        _sidecar.Dapr.Hang<SaveStateRequest>();
        using var cancellation = new CancellationTokenSource();
        var creation = _store.CreateAsync("k", new byte[] { 1 }, cancellation.Token);
        await _sidecar.Dapr.NextCallAsync();

        await cancellation.CancelAsync();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creation.Within());
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task Create_LargerThanTheLimit_ThrowsTooLargeAndSendsNothing()
    {
        _sidecar.Dapr.Answer<SaveStateRequest>(_ => new Empty());

        var thrown = await Assert.ThrowsAsync<StateStoreException>(
            () => _store.CreateAsync("k", new byte[_sidecar.Options.MessageSizeMax], CancellationToken.None).Within());

        Assert.Equal(DaprFailure.TooLarge, thrown.Failure);
        Assert.Empty(_sidecar.Dapr.Calls);
    }

    [Fact]
    public async Task Create_EmptyValue_IsRefusedBeforeAnythingIsSent()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _store.CreateAsync("k", ReadOnlyMemory<byte>.Empty, CancellationToken.None));

        Assert.Empty(_sidecar.Dapr.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a||b")]
    public async Task AnyCall_IllegalKey_IsRefusedBeforeAnythingIsSent(string key)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.GetAsync(key, CancellationToken.None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.GetManyAsync(["a", key], CancellationToken.None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.CreateAsync(key, new byte[] { 1 }, CancellationToken.None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.SaveAsync(key, new byte[] { 1 }, CancellationToken.None));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.DeleteAsync(key, CancellationToken.None));

        Assert.Empty(_sidecar.Dapr.Calls);
    }

    [Fact]
    public async Task Save_Value_IsALastWrite()
    {
        _sidecar.Dapr.Answer<SaveStateRequest>(_ => new Empty());

        await _store.SaveAsync("head/0", new byte[] { 7 }, CancellationToken.None);

        var item = Assert.Single(Assert.IsType<SaveStateRequest>(Assert.Single(_sidecar.Dapr.Calls).Request).States);
        Assert.Equal(Concurrency.ConcurrencyLastWrite, item.Options.Concurrency);
        Assert.Null(item.Etag);
    }

    [Fact]
    public async Task Delete_Key_HasNoEtag()
    {
        _sidecar.Dapr.Answer<DeleteStateRequest>(_ => new Empty());

        await _store.DeleteAsync("k", CancellationToken.None);

        var request = Assert.IsType<DeleteStateRequest>(Assert.Single(_sidecar.Dapr.Calls).Request);
        Assert.Equal("k", request.Key);
        Assert.Null(request.Etag);
    }

    [Fact]
    public async Task Get_PresentKey_ReturnsBytesAndEtag()
    {
        _sidecar.Dapr.Answer<GetStateRequest>(request => new GetStateResponse { Data = ByteString.CopyFromUtf8(request.Key), Etag = "7" });

        var entry = await _store.GetAsync("key", CancellationToken.None);

        Assert.NotNull(entry);
        Assert.Equal("key"u8.ToArray(), entry.Value.ToArray());
        Assert.Equal("7", entry.Etag);
    }

    [Fact]
    public async Task Get_AbsentKey_ReturnsNull()
    {
        _sidecar.Dapr.Answer<GetStateRequest>(_ => new GetStateResponse());

        Assert.Null(await _store.GetAsync("key", CancellationToken.None));
    }

    [Fact]
    public async Task GetMany_StoreAnswersInItsOwnOrderAndOncePerKey_ReturnsTheOrderOfTheRequest()
    {
        _sidecar.Dapr.Answer<GetBulkStateRequest>(_ => new GetBulkStateResponse
        {
            Items = { Item("c", 3), new BulkStateItem { Key = "b" }, Item("a", 1) },
        });

        var entries = await _store.GetManyAsync(["a", "b", "c", "a"], CancellationToken.None);

        Assert.Equal([1, null, 3, 1], entries.Select(entry => entry?.Value.Span[0]).Select(value => (int?)value));
    }

    [Fact]
    public async Task GetMany_OneItemFailed_ThrowsNamingIt()
    {
        _sidecar.Dapr.Answer<GetBulkStateRequest>(_ => new GetBulkStateResponse
        {
            Items = { Item("a", 1), new BulkStateItem { Key = "b", Error = "timeout" } },
        });

        var thrown = await Assert.ThrowsAsync<StateStoreException>(() => _store.GetManyAsync(["a", "b"], CancellationToken.None));

        Assert.Contains("'b'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("timeout", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetMany_AnswerLacksAKey_ThrowsInsteadOfCallingItAbsent()
    {
        _sidecar.Dapr.Answer<GetBulkStateRequest>(_ => new GetBulkStateResponse { Items = { Item("a", 1) } });

        var thrown = await Assert.ThrowsAsync<StateStoreException>(() => _store.GetManyAsync(["a", "b"], CancellationToken.None));

        Assert.Contains("'b'", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetMany_NoKeys_AsksNobody()
    {
        Assert.Empty(await _store.GetManyAsync([], CancellationToken.None));

        Assert.Empty(_sidecar.Dapr.Calls);
    }

    [Theory]
    [InlineData("secret", "secret")]
    [InlineData(null, null)]
    public async Task AnyCall_ApiToken_IsSentWhenThereIsOne(string? token, string? seen)
    {
        Connect(_sidecar.Options with { ApiToken = token });
        _sidecar.Dapr.Answer<GetStateRequest>(_ => new GetStateResponse());

        await _store.GetAsync("key", CancellationToken.None);

        Assert.Equal(seen, Assert.Single(_sidecar.Dapr.Calls).Headers.GetValue("dapr-api-token"));
    }

    private static BulkStateItem Item(string key, byte value) => new() { Key = key, Data = ByteString.CopyFrom(value), Etag = "1" };

    private void Connect(DaprOptions options)
    {
        _connection?.Dispose();
        _connection = new DaprConnection(options);
        _store = new DaprStateStore(_connection, "statestore");
    }
}
