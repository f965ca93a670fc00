using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mesh.Sidecar.Json;

namespace Mesh.Sidecar.PubSub;

/// <summary>Wraps published data in a CloudEvent (contract 3.2).</summary>
internal sealed class CloudEventWriter(string appId, TimeProvider time)
{
    private const string Json = "application/json";
    private const string CloudEventJson = "application/cloudevents+json";
    private const string OctetStream = "application/octet-stream";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Makes the event's JSON.</summary>
    /// <param name="pubSubName">The component's name.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="data">What was published.</param>
    /// <param name="contentType">Its content type; empty means text.</param>
    /// <param name="metadata">The publisher's metadata; <c>cloudevent.*</c> entries override attributes, names without regard to
    /// case.</param>
    /// <param name="traceParent">The caller's trace.</param>
    /// <exception cref="JsonException">The body says that it is a CloudEvent and is not a JSON object.</exception>
    public byte[] Write(
        string pubSubName,
        string topic,
        ReadOnlyMemory<byte> data,
        string contentType,
        IReadOnlyDictionary<string, string> metadata,
        string traceParent)
    {
        SortedDictionary<string, string> attributes = new(StringComparer.Ordinal)
        {
            ["id"] = Override(metadata, "id") ?? Guid.NewGuid().ToString(),
            ["source"] = Override(metadata, "source") ?? appId,
            ["specversion"] = "1.0",
            ["type"] = Override(metadata, "type") ?? "com.dapr.event.sent",
            ["datacontenttype"] = contentType.Length == 0 ? "text/plain" : contentType,
            ["topic"] = topic,
            ["pubsubname"] = pubSubName,
            ["time"] = Timestamp(time.GetUtcNow()),
            ["traceid"] = Override(metadata, "traceid") ?? Override(metadata, "traceparent") ?? traceParent,
            ["traceparent"] = Override(metadata, "traceparent") ?? traceParent,
            ["tracestate"] = Override(metadata, "tracestate") ?? "",
        };
        if (Override(metadata, "subject") is { } subject)
        {
            attributes["subject"] = subject;
        }

        if (Seconds(metadata) is { } seconds)
        {
            attributes["expiration"] = Timestamp(time.GetUtcNow().AddSeconds(seconds));
        }

        return Is(contentType, CloudEventJson) ? Completed(data, attributes) : Wrapped(data, contentType, attributes);
    }

    private static byte[] Wrapped(ReadOnlyMemory<byte> data, string contentType, SortedDictionary<string, string> attributes)
    {
        var buffer = new ArrayBufferWriter<byte>(data.Length + 1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            WriteData(writer, data, contentType);
            foreach (var (name, value) in attributes)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteData(Utf8JsonWriter writer, ReadOnlyMemory<byte> data, string contentType)
    {
        if (Is(contentType, OctetStream) || Is(contentType, "application/cloudevents+protobuf"))
        {
            writer.WriteBase64String("data_base64", data.Span);
        }
        else if (Is(contentType, Json) && IsJson(data))
        {
            writer.WritePropertyName("data");
            writer.WriteRawValue(data.Span, skipInputValidation: true);
        }
        else
        {
            // Bytes that are not UTF-8 are damaged here, as with daprd.
            writer.WriteString("data", Encoding.UTF8.GetString(data.Span));
        }
    }

    /// <summary>The body is the event: what it lacks is filled in, and where it goes is set.</summary>
    private static byte[] Completed(ReadOnlyMemory<byte> body, SortedDictionary<string, string> attributes)
    {
        using var document = JsonDocument.Parse(body, GoJson.Deep);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("a CloudEvent is a JSON object");
        }

        var buffer = new ArrayBufferWriter<byte>(body.Length + 1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            attributes["datacontenttype"] = Json;
            foreach (var (name, value) in GoJson.Members(document.RootElement))
            {
                if (name is not ("topic" or "pubsubname"))
                {
                    // As it came: the writer would refuse half a surrogate pair, which whoever reads it replaces.
                    writer.WritePropertyName(name);
                    writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                    attributes.Remove(name);
                }
            }

            foreach (var (name, value) in attributes)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static bool IsJson(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var document = JsonDocument.Parse(data, GoJson.Deep);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Is(string contentType, string expected) =>
        contentType.StartsWith(expected, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == expected.Length || contentType[expected.Length] == ';');

    private static string? Override(IReadOnlyDictionary<string, string> metadata, string attribute) =>
        metadata.FirstOrDefault(entry => entry.Key.Equals($"cloudevent.{attribute}", StringComparison.OrdinalIgnoreCase)).Value;

    private static int? Seconds(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue("ttlInSeconds", out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? seconds
            : null;

    private static string Timestamp(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
