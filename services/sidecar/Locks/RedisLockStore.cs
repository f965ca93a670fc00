using StackExchange.Redis;

namespace Mesh.Sidecar.Locks;

/// <summary>The type <c>lock.redis</c>: a key with an expiry whose value is the owner (contract 5).</summary>
internal sealed class RedisLockStore(IConnectionMultiplexer connection) : ILockStore
{
    private const string ReleaseScript = """
        local owner = redis.call('GET', KEYS[1])
        if not owner then
          return -1
        end
        if owner ~= ARGV[1] then
          return -2
        end
        return redis.call('DEL', KEYS[1])
        """;

    private readonly IDatabase _database = connection.GetDatabase();

    /// <inheritdoc/>
    public async Task<bool> TryLockAsync(string key, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.StringSetAsync(key, owner, lease, When.NotExists);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new LockException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public async Task<LockRelease> UnlockAsync(string key, string owner, CancellationToken cancellationToken)
    {
        try
        {
            return (int)await _database.ScriptEvaluateAsync(ReleaseScript, [key], [owner]) switch
            {
                -1 or 0 => LockRelease.Absent,
                -2 => LockRelease.OwnedByOther,
                _ => LockRelease.Released,
            };
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new LockException(exception.Message, exception);
        }
    }
}
