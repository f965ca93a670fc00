using System.Globalization;
using System.Text.Json;
using Dapr.Proto.Common.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;
using Mesh.Sidecar.Errors;
using Mesh.Sidecar.Json;
using WireConcurrency = Dapr.Proto.Common.V1.StateOptions.Types.StateConcurrency;

namespace Mesh.Sidecar.State;

/// <summary>The state API's messages to this block's words and back. Values are passed on without a copy.</summary>
internal static class StateWire
{
    private const string TimeToLive = "ttlInSeconds";
    private const string ContentType = "contentType";
    private const string ExpiryTime = "ttlExpireTime";

    /// <summary>A save or, in a transaction, an upsert.</summary>
    /// <param name="component">The store.</param>
    /// <param name="item">The item.</param>
    /// <param name="isNormalized">True when a JSON content type makes the sidecar rewrite the value; transactions pass it as it is.</param>
    public static StateChange Set(StateComponent component, StateItem item, bool isNormalized)
    {
        var isJson = item.Metadata.TryGetValue(ContentType, out var type) && type == "application/json";
        return new StateChange
        {
            Key = Key(component, item.Key),
            Value = isNormalized && isJson ? Normalized(item.Value, component.Store.StoresCanonicalJson) : item.Value.Memory,
            Etag = Etag(item.Etag),
            Concurrency = Concurrency(item.Options),
            TimeToLiveSeconds = Seconds(component, item.Metadata),
            IsJson = isJson && !isNormalized,
        };
    }

    public static StateChange Delete(StateComponent component, string key, Etag? etag, StateOptions? options) => new()
    {
        Key = Key(component, key),
        IsDelete = true,
        Etag = Etag(etag),
        Concurrency = Concurrency(options),
    };

    /// <summary>The stored key of an app's key, which may not contain the separator.</summary>
    public static string Key(StateComponent component, string key) =>
        component.Keys.IsLegal(key) ? component.Keys.Stored(key) : throw StateErrors.IllegalKey(component.Name, key);

    public static void AddExpiry(MapField<string, string> metadata, StoredValue value)
    {
        if (value.ExpiresAt is { } expiry)
        {
            metadata[ExpiryTime] = expiry.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        }
    }

    public static ByteString Data(StoredValue value) => UnsafeByteOperations.UnsafeWrap(value.Data);

    private static ReadOnlyMemory<byte> Normalized(ByteString value, bool isCanonical)
    {
        try
        {
            return GoJson.Rewrite(value.Memory, isCanonical);
        }
        catch (JsonException exception)
        {
            throw DaprErrors.Plain(StatusCode.Unknown, exception.Message);
        }
    }

    /// <summary>An empty etag counts as none.</summary>
    private static string? Etag(Etag? etag) => etag is { Value.Length: > 0 } ? etag.Value : null;

    private static StateConcurrency Concurrency(StateOptions? options) => options?.Concurrency switch
    {
        WireConcurrency.ConcurrencyFirstWrite => StateConcurrency.FirstWrite,
        WireConcurrency.ConcurrencyLastWrite => StateConcurrency.LastWrite,
        _ => StateConcurrency.Unspecified,
    };

    private static int? Seconds(StateComponent component, MapField<string, string> metadata)
    {
        if (metadata.Count == 0 || !metadata.TryGetValue(TimeToLive, out var text) || text.Length == 0)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds >= -1
            ? seconds
            : throw StateErrors.SaveFailed(
                component.Name, StateOutcome.Failed(
                    $"incorrect value for metadata '{TimeToLive}': '{text}' is not a number of seconds of -1 or more"));
    }
}
