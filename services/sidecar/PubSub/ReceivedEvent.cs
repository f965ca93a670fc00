using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Sidecar.Json;

namespace Mesh.Sidecar.PubSub;

/// <summary>An event that came from a broker, as an app gets it (contract 3.3).</summary>
internal sealed class ReceivedEvent
{
    private static readonly HashSet<string> OwnFields =
        new(StringComparer.Ordinal) { "id", "source", "type", "specversion", "datacontenttype", "data", "data_base64" };

    /// <summary>Far more than any app's protobuf reads; beyond it protobuf's own writer could use up the stack.</summary>
    private const int ExtensionDepthMax = 1_000;

    private ReceivedEvent(
        TopicEventRequest request, DateTimeOffset? expiresAt, string traceParent, bool isDataLost, bool hasRoundedNumbers)
    {
        Request = request;
        ExpiresAt = expiresAt;
        TraceParent = traceParent;
        IsDataLost = isDataLost;
        HasRoundedNumbers = hasRoundedNumbers;
    }

    /// <summary>What the app gets, without a path.</summary>
    public TopicEventRequest Request { get; }

    /// <summary>When nobody wants it any more; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>The publisher's trace.</summary>
    public string TraceParent { get; }

    /// <summary>True when the content type is one that Dapr delivers without its data.</summary>
    public bool IsDataLost { get; }

    /// <summary>True when a whole number of the data is delivered as another one.</summary>
    public bool HasRoundedNumbers { get; }

    /// <summary>Reads a CloudEvent.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ReceivedEvent Parse(BrokerMessage message, string pubSubName)
    {
        using var document = JsonDocument.Parse(message.Data, GoJson.Deep);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("an event is a JSON object");
        }

        var members = GoJson.Members(root);
        var contentType = Text(members, "datacontenttype");
        var (data, isLost) = Data(members, contentType);
        var request = new TopicEventRequest
        {
            Id = Text(members, "id"),
            Source = Text(members, "source"),
            Type = Text(members, "type"),
            SpecVersion = Text(members, "specversion"),
            DataContentType = contentType,
            Data = data,
            Topic = message.Topic,
            PubsubName = pubSubName,
            Extensions = Extensions(members, depth: 1),
        };
        var expires = DateTimeOffset.TryParse(
            Text(members, "expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expiry);
        return new ReceivedEvent(request, expires ? expiry : null, Text(members, "traceparent"), isLost, HasRounded(members));
    }

    /// <summary>Wraps bytes that were published without an envelope.</summary>
    public static ReceivedEvent OfRaw(BrokerMessage message, string pubSubName) => new(
        new TopicEventRequest
        {
            Id = Guid.NewGuid().ToString(),
            Source = pubSubName,
            Type = "com.dapr.event.sent",
            SpecVersion = "1.0",
            DataContentType = "application/octet-stream",
            Data = UnsafeByteOperations.UnsafeWrap(message.Data),
            Topic = message.Topic,
            PubsubName = pubSubName,
            Extensions = new Struct(),
        },
        expiresAt: null,
        message.Metadata.GetValueOrDefault(TraceHeaders.TraceParent, ""),
        isDataLost: false,
        hasRoundedNumbers: false);

    private static bool HasRounded(Dictionary<string, JsonElement> members) =>
        members.TryGetValue("data", out var data) && GoJson.Rounds(data);

    private static (ByteString Data, bool IsLost) Data(Dictionary<string, JsonElement> members, string contentType)
    {
        if (members.TryGetValue("data_base64", out var encoded) && encoded.ValueKind == JsonValueKind.String)
        {
            return (UnsafeByteOperations.UnsafeWrap(encoded.GetBytesFromBase64()), false);
        }

        if (!members.TryGetValue("data", out var data))
        {
            return (ByteString.Empty, false);
        }

        var mediaType = contentType.Split(';')[0].Trim().ToLowerInvariant();
        return mediaType switch
        {
            "application/json" or "application/cloudevents+json" =>
                (UnsafeByteOperations.UnsafeWrap(GoJson.Write(data, isCanonical: true)), false),
            "application/xml" => (AsText(data), false),
            _ when mediaType.StartsWith("text/", StringComparison.Ordinal) => (AsText(data), false),
            _ => (ByteString.Empty, true),
        };
    }

    private static ByteString AsText(JsonElement data) =>
        UnsafeByteOperations.UnsafeWrap(
            data.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(GoJson.Text(data)) : GoJson.Write(data, isCanonical: true));

    private static Struct Extensions(Dictionary<string, JsonElement> members, int depth)
    {
        var extensions = new Struct();
        foreach (var (name, value) in members.Where(member => !OwnFields.Contains(member.Key)))
        {
            extensions.Fields[name] = Extension(value, depth + 1);
        }

        return extensions;
    }

    private static Value Extension(JsonElement value, int depth) => value.ValueKind switch
    {
        _ when depth > ExtensionDepthMax => throw new JsonException($"an attribute is nested deeper than {ExtensionDepthMax} levels"),
        JsonValueKind.String => Value.ForString(GoJson.Text(value)),
        JsonValueKind.Number => Value.ForNumber(GoJson.Float64(value)),
        JsonValueKind.True => Value.ForBool(true),
        JsonValueKind.False => Value.ForBool(false),
        JsonValueKind.Array => Value.ForList([.. value.EnumerateArray().Select(item => Extension(item, depth + 1))]),
        JsonValueKind.Object => Value.ForStruct(Extensions(GoJson.Members(value), depth)),
        _ => Value.ForNull(),
    };

    private static string Text(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? GoJson.Text(value) : "";
}
