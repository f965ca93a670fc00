using System.Text.Json;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Redis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Mesh.Sidecar.PubSub;

/// <summary>The type <c>pubsub.redis</c>: a stream per topic, a consumer group per app (contract 3.6).</summary>
internal sealed class RedisBroker : IBroker, IDisposable
{
    private readonly ComponentSettings _settings;
    private readonly IDatabase _database;
    private readonly RedisBrokerLimits _limits;
    private readonly SemaphoreSlim _workers;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisBroker> _logger;

    public RedisBroker(ComponentSettings settings, IConnectionMultiplexer connection, TimeProvider time, ILogger<RedisBroker> logger)
    {
        _settings = settings;
        _database = connection.GetDatabase();
        _limits = RedisBrokerLimits.Read(settings, logger);
        _workers = new SemaphoreSlim(_limits.Concurrency);
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public async Task PublishAsync(BrokerMessage message, CancellationToken cancellationToken)
    {
        NameValueEntry[] entry = message.Metadata.Count == 0
            ? [new(RedisStreamReply.Data, message.Data)]
            :
            [
                new(RedisStreamReply.Data, message.Data),
                new(RedisStreamReply.Metadata, JsonSerializer.SerializeToUtf8Bytes(message.Metadata)),
            ];
        try
        {
            await AddAsync(message.Topic, entry);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new BrokerException(exception.Message, exception);
        }
    }

    /// <summary>A new group starts at the beginning of what the stream still holds.</summary>
    public async Task<IMembership> SubscribeAsync(
        string topic, string group, MessageHandler handler, CancellationToken cancellationToken)
    {
        try
        {
            var reading = await RedisConnections.ConnectAloneAsync(_settings, _limits.ReadTimeout);
            var subscriber = new RedisSubscriber(topic, group, handler, _database, reading, _limits, _workers, _time, _logger);
            try
            {
                await subscriber.StartAsync();
                return subscriber;
            }
            catch
            {
                await subscriber.DisposeAsync();
                throw;
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new BrokerException(exception.Message, exception);
        }
    }

    /// <summary>Adds an entry and trims the stream, by whole nodes of it: by length, else by age.</summary>
    private async Task AddAsync(string topic, NameValueEntry[] entry)
    {
        if (_limits is { LengthMax: null, AgeMax: { } age })
        {
            var oldest = $"{(_time.GetUtcNow() - age).ToUnixTimeMilliseconds()}-1";
            object[] fields = [.. entry.SelectMany(field => new object[] { field.Name, field.Value })];
            await _database.ExecuteAsync("XADD", [(RedisKey)topic, "MINID", "~", oldest, "*", .. fields]);
            return;
        }

        await _database.StreamAddAsync(topic, entry, messageId: null, _limits.LengthMax, useApproximateMaxLength: true, limit: null);
    }

    /// <inheritdoc/>
    public void Dispose() => _workers.Dispose();
}
