using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;
using Mesh.Dapr.Connection;

namespace Mesh.Dapr.Topics;

/// <summary>A pub/sub component of the sidecar, for publishing.</summary>
public sealed class DaprTopicPublisher(DaprConnection connection, string pubSubName) : ITopicPublisher
{
    // Every other content type is damaged on the way: text is forced into UTF-8, JSON numbers go through a float, protobuf arrives empty.
    private const string ContentType = "application/octet-stream";

    /// <inheritdoc/>
    public async Task PublishAsync(string topic, TopicMessage message, CancellationToken cancellationToken)
    {
        RequireMessage(topic, message);
        var request = new PublishEventRequest
        {
            PubsubName = pubSubName,
            Topic = topic,
            Data = UnsafeByteOperations.UnsafeWrap(message.Data),
            DataContentType = ContentType,
        };
        Describe(message, request.Metadata);
        try
        {
            await connection.Client.PublishEventAsync(request, Limited(cancellationToken));
        }
        catch (RpcException exception)
        {
            throw Failed(topic, $"'{message.Id}'", exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task PublishManyAsync(string topic, IReadOnlyList<TopicMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
        {
            return;
        }

        var request = new BulkPublishRequest { PubsubName = pubSubName, Topic = topic };
        request.Entries.AddRange(messages.Select(message => Entry(topic, message)));
        var answer = await SendAsync(topic, request, cancellationToken);
        if (answer.FailedEntries.Count > 0)
        {
            var failed = string.Join(", ", answer.FailedEntries.Select(entry => $"'{entry.EntryId}': {entry.Error}"));
            throw new TopicException(DaprFailure.Failed, $"publish to topic '{topic}' of '{pubSubName}' failed for {failed}");
        }
    }

    private async Task<BulkPublishResponse> SendAsync(string topic, BulkPublishRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.Client.BulkPublishEventAsync(request, Limited(cancellationToken));
        }
        catch (RpcException exception)
        {
            throw Failed(topic, $"{request.Entries.Count} messages", exception, cancellationToken);
        }
    }

    private static BulkPublishRequestEntry Entry(string topic, TopicMessage message)
    {
        RequireMessage(topic, message);
        var entry = new BulkPublishRequestEntry
        {
            EntryId = message.Id,
            Event = UnsafeByteOperations.UnsafeWrap(message.Data),
            ContentType = ContentType,
        };
        Describe(message, entry.Metadata);
        return entry;
    }

    private static void Describe(TopicMessage message, MapField<string, string> metadata)
    {
        metadata["cloudevent.id"] = message.Id;
        if (message.Type is { } type)
        {
            metadata["cloudevent.type"] = type;
        }
    }

    private static void RequireMessage(string topic, TopicMessage message)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentException.ThrowIfNullOrEmpty(message.Id);
    }

    private CallOptions Limited(CancellationToken cancellationToken) =>
        connection.Limited(connection.Options.PublishTimeLimit, cancellationToken);

    private Exception Failed(string topic, string what, RpcException exception, CancellationToken cancellationToken) =>
        exception.IsCancellation(cancellationToken)
            ? new OperationCanceledException($"publish of {what} to topic '{topic}' was cancelled", exception, cancellationToken)
            : new TopicException(
                DaprFailures.Of(exception.StatusCode),
                $"publish of {what} to topic '{topic}' of '{pubSubName}' failed: {exception.Reason()}", exception);
}
