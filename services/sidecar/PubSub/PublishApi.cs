using System.Text.Json;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Monitoring;

namespace Mesh.Sidecar.PubSub;

/// <summary>The publishing half of the pub/sub building block (contract 3.1, 3.2, 3.9).</summary>
internal sealed class PublishApi(ComponentSet components, string appId, CloudEventWriter events, SidecarMetrics metrics)
{
    private static readonly Empty Nothing = new();

    public async Task<Empty> PublishAsync(PublishEventRequest request, Metadata headers, CancellationToken cancellationToken)
    {
        var component = Component(request.PubsubName, request.Topic);
        var message = Message(component, request.Topic, request.Data, request.DataContentType, request.Metadata, headers);
        await PublishAsync(component, message, cancellationToken);
        return Nothing;
    }

    /// <summary>Entries are published side by side; any failure fails the call.</summary>
    public async Task<BulkPublishResponse> PublishBulkAsync(
        BulkPublishRequest request, Metadata headers, CancellationToken cancellationToken)
    {
        var component = Component(request.PubsubName, request.Topic);
        HashSet<string> entryIds = new(StringComparer.Ordinal);
        if (request.Entries.Any(entry => entry.EntryId.Length == 0 || !entryIds.Add(entry.EntryId)))
        {
            throw PubSubErrors.EntryIdInvalid(request.PubsubName, request.Topic);
        }

        var messages = request.Entries
            .Select(entry => Message(
                component, request.Topic, entry.Event, entry.ContentType, Merged(request.Metadata, entry.Metadata), headers))
            .ToList();
        await Task.WhenAll(messages.Select(message => PublishAsync(component, message, cancellationToken)));
        return new BulkPublishResponse();
    }

    private PubSubComponent Component(string name, string topic)
    {
        if (name.Length == 0)
        {
            throw PubSubErrors.NameEmpty();
        }

        if (!components.PubSubs.TryGetValue(name, out var component))
        {
            throw PubSubErrors.NotFound(name);
        }

        if (topic.Length == 0)
        {
            throw PubSubErrors.TopicEmpty(name);
        }

        return component.Scopes.MayPublish(topic) ? component : throw PubSubErrors.Forbidden(name, topic, appId);
    }

    private BrokerMessage Message(
        PubSubComponent component,
        string topic,
        ByteString data,
        string contentType,
        IReadOnlyDictionary<string, string> metadata,
        Metadata headers)
    {
        var trace = headers.GetValue(TraceHeaders.TraceParent) ?? TraceHeaders.NoTraceParent;
        if (IsRaw(component, metadata))
        {
            return new BrokerMessage(topic, data.Memory, new Dictionary<string, string>(metadata) { [TraceHeaders.TraceParent] = trace });
        }

        try
        {
            var body = events.Write(component.Name, topic, data.Memory, contentType, metadata, trace);
            return new BrokerMessage(topic, body, new Dictionary<string, string>(metadata));
        }
        catch (JsonException exception)
        {
            throw PubSubErrors.EventInvalid(component.Name, exception.Message);
        }
    }

    private async Task PublishAsync(PubSubComponent component, BrokerMessage message, CancellationToken cancellationToken)
    {
        using var measured = metrics.Publishing(component.Name, message.Topic);
        try
        {
            await component.Broker.PublishAsync(message, cancellationToken);
            measured.Succeeded();
        }
        catch (BrokerException exception)
        {
            throw PubSubErrors.PublishFailed(component.Name, message.Topic, exception.Message);
        }
    }

    private static bool IsRaw(PubSubComponent component, IReadOnlyDictionary<string, string> metadata)
    {
        var written = metadata.FirstOrDefault(entry => entry.Key.Equals("rawPayload", StringComparison.OrdinalIgnoreCase)).Value;
        return written?.ToUpperInvariant() switch
        {
            null or "" => false,
            "TRUE" or "1" or "T" => true,
            "FALSE" or "0" or "F" => false,
            _ => throw PubSubErrors.MetadataInvalid(component.Name, $"rawPayload is '{written}', which is no boolean"),
        };
    }

    private static Dictionary<string, string> Merged(
        IDictionary<string, string> ofRequest, IDictionary<string, string> ofEntry)
    {
        Dictionary<string, string> merged = new(ofRequest);
        foreach (var (name, value) in ofEntry)
        {
            merged[name] = value;
        }

        return merged;
    }
}
