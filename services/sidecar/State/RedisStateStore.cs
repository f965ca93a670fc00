using System.Globalization;
using Mesh.Sidecar.Monitoring;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Mesh.Sidecar.State;

/// <summary>
/// The type <c>state.redis</c>: a hash per key with <c>data</c>, a counter <c>version</c> as etag, and a marker <c>first-write</c> that
/// only a first-write save sets (contract 2.6). Transactions do not roll back: what redis can do is what is offered.
/// </summary>
internal sealed class RedisStateStore(
    IConnectionMultiplexer connection, int? defaultTimeToLiveSeconds, string name, ILogger logger) : IStateStore
{
    // Permitted when there is no version, when the given one is there, or when none is given and no marker is set. A key of another type is
    // destroyed. A first-write that replaced a plain value answers with its version below zero.
    private const string SetScript = """
        local version = redis.pcall('HGET', KEYS[1], 'version')
        if type(version) == 'table' then
          redis.call('DEL', KEYS[1])
          version = false
        end
        local marker = redis.call('HGET', KEYS[1], 'first-write')
        if not version or version == '' or version == ARGV[1] or (not marker and ARGV[1] == '0') then
          redis.call('HSET', KEYS[1], 'data', ARGV[2])
          if ARGV[3] == '0' then
            redis.call('HSET', KEYS[1], 'first-write', '0')
          end
          local written = redis.call('HINCRBY', KEYS[1], 'version', 1)
          if ARGV[3] == '0' and version and version ~= '' and not marker then
            return -written
          end
          return written
        end
        return redis.error_reply('failed to set key ' .. KEYS[1])
        """;

    // Of a transaction alone, and without asking whether redis has its JSON module: without it the commands fail, and the script with them.
    private const string SetJsonScript = """
        local version = redis.pcall('JSON.GET', KEYS[1], '.version')
        if type(version) == 'table' then
          redis.call('JSON.DEL', KEYS[1])
          version = false
        end
        if not version or version == '' then
          version = ARGV[1]
        end
        local marker = redis.pcall('JSON.GET', KEYS[1], '.first-write')
        if version == ARGV[1] or ((not marker or type(marker) == 'table') and ARGV[1] == '0') then
          redis.call('JSON.SET', KEYS[1], '$', ARGV[2])
          return redis.call('JSON.SET', KEYS[1], '.version', version + 1)
        end
        return redis.error_reply('failed to set key ' .. KEYS[1])
        """;

    private const string DeleteScript = """
        local version = redis.pcall('HGET', KEYS[1], 'version')
        if not version or type(version) == 'table' or version == '' or version == ARGV[1] or ARGV[1] == '0' then
          return redis.call('DEL', KEYS[1])
        end
        return redis.error_reply('failed to delete ' .. KEYS[1])
        """;

    private static readonly RedisValue[] Fields = ["data", "version"];

    private readonly Quirk _replaced = new(
        logger,
        $"state store {name}: a save with first-write has replaced a value that a plain save had written: make every save of such a key "
        + "first-write");

    private readonly Quirk _notAtomic = new(
        logger, $"state store {name}: a transaction failed in one operation and the others were done: redis does not roll back");

    private readonly Quirk _json = new(
        logger,
        $"state store {name}: an operation of a transaction with content type application/json goes to redis's JSON module, and fails "
        + "alone where there is none: leave the content type out");

    private readonly IDatabase _database = connection.GetDatabase();

    /// <inheritdoc/>
    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "KEYS_LIKE", "ACTOR"];

    /// <inheritdoc/>
    public bool StoresCanonicalJson => false;

    /// <inheritdoc/>
    public async ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(key);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new StateReadException(exception.Message, exception);
        }
    }

    /// <summary>In the order asked; a key that cannot be read says so in its own item.</summary>
    public async ValueTask<IReadOnlyList<BulkValue>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        await Task.WhenAll(keys.Select(async key =>
        {
            try
            {
                return new BulkValue(key, await ReadAsync(key));
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                return new BulkValue(key, Value: null, exception.Message);
            }
        }));

    /// <summary>With an etag every failure counts as a mismatch, also a timeout: so it is with daprd.</summary>
    public async ValueTask<StateOutcome> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        if (!TryVersion(change, out var version))
        {
            return StateOutcome.Invalid($"strconv.Atoi: parsing \"{change.Etag}\": invalid syntax");
        }

        try
        {
            if ((long)await Run(_database, change, version, change.Concurrency == StateConcurrency.FirstWrite) < 0)
            {
                _replaced.Happened();
            }

            await ExpireAsync(_database, change);
            return StateOutcome.Done;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return change.Etag is not null || change.IsDelete
                ? StateOutcome.Mismatch(exception.Message)
                : StateOutcome.Failed($"failed to set key {change.Key}: {exception.Message}");
        }
    }

    /// <summary>One MULTI of the same scripts; first-write is ignored and a failing script does not undo the others.</summary>
    public async ValueTask<StateOutcome> TransactAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        var transaction = _database.CreateTransaction();
        List<Task> results = [];
        foreach (var change in changes)
        {
            if (!TryVersion(change, out var version))
            {
                return StateOutcome.Invalid($"strconv.Atoi: parsing \"{change.Etag}\": invalid syntax");
            }

            if (change.IsJson)
            {
                _json.Happened();
            }

            results.Add(Run(transaction, change, version, isFirstWrite: false));
            results.Add(ExpireAsync(transaction, change));
        }

        try
        {
            await transaction.ExecuteAsync();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return StateOutcome.Failed(exception.Message);
        }

        var outcome = await FirstFailureAsync(results);
        if (outcome.Kind != StateOutcomeKind.Done && changes.Count > 1)
        {
            _notAtomic.Happened();
        }

        return outcome;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<StoredValue?> ReadAsync(string key)
    {
        var fields = await _database.HashGetAsync(key, Fields);
        return fields[0].IsNull
            ? null
            : new StoredValue((ReadOnlyMemory<byte>)fields[0], fields[1].IsNull ? "" : (string)fields[1]!, ExpiresAt: null);
    }

    private static Task<RedisResult> Run(IDatabaseAsync database, StateChange change, RedisValue version, bool isFirstWrite) =>
        change.IsDelete ? database.ScriptEvaluateAsync(DeleteScript, [change.Key], [version])
            : change.IsJson ? database.ScriptEvaluateAsync(SetJsonScript, [change.Key], [version, JsonEntry(change.Value)])
            : database.ScriptEvaluateAsync(SetScript, [change.Key], [version, change.Value, isFirstWrite ? 0 : 1]);

    /// <summary>daprd has bytes and no JSON at this place, so what it stores is a string of base64.</summary>
    private static RedisValue JsonEntry(ReadOnlyMemory<byte> value) => $$"""{"data":"{{Convert.ToBase64String(value.Span)}}"}""";

    /// <summary>A second command after the write; without a time to live an earlier one stays in force.</summary>
    private Task ExpireAsync(IDatabaseAsync database, StateChange change) =>
        change.IsDelete ? Task.CompletedTask : (change.TimeToLiveSeconds ?? defaultTimeToLiveSeconds) switch
        {
            null => Task.CompletedTask,
            > 0 and var seconds => database.KeyExpireAsync(change.Key, TimeSpan.FromSeconds(seconds)),
            _ => database.KeyPersistAsync(change.Key),
        };

    /// <summary>The version that the script compares with: 0 for any. Explicit last-write makes a save ignore its etag.</summary>
    private static bool TryVersion(StateChange change, out RedisValue version)
    {
        version = 0;
        if (change.Etag is not { } etag || (!change.IsDelete && change.Concurrency == StateConcurrency.LastWrite))
        {
            return true;
        }

        var isNumber = long.TryParse(etag, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        version = number;
        return isNumber;
    }

    private static async Task<StateOutcome> FirstFailureAsync(List<Task> results)
    {
        foreach (var result in results)
        {
            try
            {
                await result;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                return StateOutcome.Failed(exception.Message);
            }
        }

        return StateOutcome.Done;
    }
}
