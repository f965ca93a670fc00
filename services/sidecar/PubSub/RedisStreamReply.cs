using System.Text.Json;
using Mesh.Sidecar.Json;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Mesh.Sidecar.PubSub;

/// <summary>Reads the raw answer of XREADGROUP for one stream, and its entries.</summary>
internal static class RedisStreamReply
{
    /// <summary>The field with an entry's bytes.</summary>
    public const string Data = "data";

    /// <summary>The field with its publisher's metadata, a JSON object of strings.</summary>
    public const string Metadata = "metadata";

    /// <summary>The entries; none when the read timed out.</summary>
    public static IEnumerable<StreamEntry> Entries(RedisResult answer)
    {
        if (answer.IsNull || answer.Length == 0)
        {
            yield break;
        }

        // [[stream, [[id, [field, value, …]], …]]]
        var entries = answer[0][1];
        for (var index = 0; index < entries.Length; index++)
        {
            yield return Entry(entries[index]);
        }
    }

    /// <summary>Reads an entry. Metadata that cannot be read is left out: the message is worth more.</summary>
    public static BrokerMessage Message(string topic, StreamEntry entry, ILogger logger)
    {
        var data = (ReadOnlyMemory<byte>)entry[Data];
        try
        {
            return new BrokerMessage(topic, data, MetadataOf((ReadOnlyMemory<byte>)entry[Metadata]));
        }
        catch (JsonException exception)
        {
            Log.MetadataUnreadable(logger, topic, $"{entry.Id}", exception.Message);
            return new BrokerMessage(topic, data, new Dictionary<string, string>());
        }
    }

    private static Dictionary<string, string> MetadataOf(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json, GoJson.Deep);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? GoJson.Members(document.RootElement).ToDictionary(member => member.Key, member => Text(member.Value))
            : throw new JsonException("it is no object");
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? GoJson.Text(value)
        : throw new JsonException($"{value.ValueKind} where a string belongs");

    private static StreamEntry Entry(RedisResult entry)
    {
        var fields = (RedisValue[]?)entry[1] ?? [];
        var values = new NameValueEntry[fields.Length / 2];
        for (var pair = 0; pair < values.Length; pair++)
        {
            values[pair] = new NameValueEntry(fields[2 * pair], fields[(2 * pair) + 1]);
        }

        return new StreamEntry((RedisValue)entry[0], values);
    }
}
