using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Tests.Fixtures;
using Mesh.Dapr.Topics;

namespace Mesh.Dapr.Tests.Topics;

public sealed class DaprTopicPublisherTests : IAsyncLifetime
{
    private ScriptedSidecar _sidecar = null!;
    private DaprConnection _connection = null!;
    private DaprTopicPublisher _publisher = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await ScriptedSidecar.StartAsync();
        _connection = new DaprConnection(_sidecar.Options);
        _publisher = new DaprTopicPublisher(_connection, "pubsub");
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task Publish_Message_TravelsAsOctetsUnderItsOwnId()
    {
        _sidecar.Dapr.Answer<PublishEventRequest>(_ => new Empty());

        await _publisher.PublishAsync("ledger", new TopicMessage("0/1/2", new byte[] { 0, 255 }) { Type = "t" }, CancellationToken.None);

        var request = Assert.IsType<PublishEventRequest>(Assert.Single(_sidecar.Dapr.Calls).Request);
        Assert.Equal(("pubsub", "ledger", "application/octet-stream"), (request.PubsubName, request.Topic, request.DataContentType));
        Assert.Equal(("0/1/2", "t"), (request.Metadata["cloudevent.id"], request.Metadata["cloudevent.type"]));
        Assert.Equal(new byte[] { 0, 255 }, request.Data.ToByteArray());
    }

    [Fact]
    public async Task Publish_ScopeForbidsTheTopic_ThrowsDenied()
    {
        _sidecar.Dapr.Fail<PublishEventRequest>(StatusCode.PermissionDenied, "topic ledger is not allowed for app id x");

        var thrown = await Assert.ThrowsAsync<TopicException>(
            () => _publisher.PublishAsync("ledger", new TopicMessage("1", default), CancellationToken.None));

        Assert.Equal(DaprFailure.Denied, thrown.Failure);
    }

    [Fact]
    public async Task PublishMany_Messages_AreOneCallWithTheirIds()
    {
        _sidecar.Dapr.Answer<BulkPublishRequest>(_ => new BulkPublishResponse());

        await _publisher.PublishManyAsync(
            "ledger", [new TopicMessage("a", new byte[] { 1 }), new TopicMessage("b", new byte[] { 2 })], CancellationToken.None);

        var request = Assert.IsType<BulkPublishRequest>(Assert.Single(_sidecar.Dapr.Calls).Request);
        Assert.Equal(["a", "b"], request.Entries.Select(entry => entry.EntryId));
        Assert.Equal(["a", "b"], request.Entries.Select(entry => entry.Metadata["cloudevent.id"]));
        Assert.All(request.Entries, entry => Assert.Equal("application/octet-stream", entry.ContentType));
    }

    [Fact]
    public async Task PublishMany_SomeFailed_ThrowsNamingThem()
    {
        _sidecar.Dapr.Answer<BulkPublishRequest>(_ => new BulkPublishResponse
        {
            FailedEntries = { new BulkPublishResponseFailedEntry { EntryId = "b", Error = "stream is full" } },
        });

        var thrown = await Assert.ThrowsAsync<TopicException>(
            () => _publisher.PublishManyAsync(
                "ledger", [new TopicMessage("a", default), new TopicMessage("b", default)], CancellationToken.None));

        Assert.Contains("'b': stream is full", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishMany_None_CallsNobody()
    {
        await _publisher.PublishManyAsync("ledger", [], CancellationToken.None);

        Assert.Empty(_sidecar.Dapr.Calls);
    }

    [Fact]
    public async Task Publish_NoIdOrNoTopic_IsRefused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => _publisher.PublishAsync("ledger", new TopicMessage("", default), CancellationToken.None));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => _publisher.PublishAsync("", new TopicMessage("1", default), CancellationToken.None));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => _publisher.PublishManyAsync("ledger", [new TopicMessage("", default)], CancellationToken.None));

        Assert.Empty(_sidecar.Dapr.Calls);
    }
}
