using StackExchange.Redis;

namespace Mesh.Sidecar.PubSub;

/// <summary>Reads the raw answer of XREADGROUP for one stream.</summary>
internal static class RedisStreamReply
{
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
