using System.Collections.Concurrent;
using Mesh.Sidecar.Sqlite;
using Microsoft.Data.Sqlite;

namespace Mesh.Sidecar.State;

/// <summary>The type <c>state.sqlite</c>. Writes of all callers share commits; reads run beside the writer.</summary>
internal sealed class SqliteStateStore : IStateStore
{
    private readonly SqliteDatabase _database;
    private readonly SqliteStateTable _table;
    private readonly TimeProvider _time;
    private readonly ConcurrentBag<SqliteStateReader> _readers = [];
    private readonly SqliteStateWriter _writer;

    private SqliteStateStore(SqliteDatabase database, SqliteStateTable table, TimeProvider time, SqliteStateWriter writer)
    {
        _database = database;
        _table = table;
        _time = time;
        _writer = writer;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "KEYS_LIKE", "ACTOR"];

    /// <inheritdoc/>
    public bool StoresCanonicalJson => true;

    /// <summary>Opens a table of a database, creating it when absent.</summary>
    /// <param name="database">The database; it outlives the store.</param>
    /// <param name="table">The table.</param>
    /// <param name="time">The clock of expiry.</param>
    public static async Task<SqliteStateStore> OpenAsync(SqliteDatabase database, SqliteStateTable table, TimeProvider time)
    {
        await database.WriteAsync(table.Create);
        var writer = await database.WriteAsync(connection => new SqliteStateWriter(connection, table));
        return new SqliteStateStore(database, table, time, writer);
    }

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(reader => reader.Read(key, _time.GetUtcNow()));

    /// <summary>Found values come first, by key, then the missing ones in the order asked; a repeated key is answered once.</summary>
    public ValueTask<IReadOnlyList<BulkValue>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<BulkValue>>(reader =>
        {
            var now = _time.GetUtcNow();
            var distinct = keys.Distinct(StringComparer.Ordinal).ToList();
            var found = distinct.Order(StringComparer.Ordinal)
                .Select(key => new BulkValue(key, reader.Read(key, now)))
                .Where(item => item.Value is not null)
                .ToList();
            var present = found.Select(item => item.Key).ToHashSet(StringComparer.Ordinal);
            return [.. found, .. distinct.Where(key => !present.Contains(key)).Select(key => new BulkValue(key, Value: null))];
        });

    /// <inheritdoc/>
    public async ValueTask<StateOutcome> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        var value = SqliteStateWriter.Encode(change.Value);
        return await WriteAsync(_ => _writer.Apply(change, value, _time.GetUtcNow()));
    }

    /// <inheritdoc/>
    public async ValueTask<StateOutcome> TransactAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        var values = changes.Select(change => SqliteStateWriter.Encode(change.Value)).ToList();
        return await WriteAsync(connection => Transact(connection, changes, values));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _database.WriteAsync(_ =>
        {
            _writer.Dispose();
            return 0;
        });
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }
    }

    /// <summary>A savepoint, because the surrounding transaction belongs to the whole batch.</summary>
    private StateOutcome Transact(SqliteConnection connection, IReadOnlyList<StateChange> changes, List<byte[]> values)
    {
        SqliteDatabase.Run(connection, "SAVEPOINT caller");
        var outcome = StateOutcome.Done;
        try
        {
            for (var index = 0; index < changes.Count && outcome.Kind == StateOutcomeKind.Done; index++)
            {
                outcome = _writer.Apply(changes[index], values[index], _time.GetUtcNow());
            }
        }
        catch (SqliteException) when (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            SqliteDatabase.Run(connection, "ROLLBACK TO caller; RELEASE caller");
            throw;
        }

        SqliteDatabase.Run(connection, outcome.Kind == StateOutcomeKind.Done ? "RELEASE caller" : "ROLLBACK TO caller; RELEASE caller");
        return outcome;
    }

    private async Task<StateOutcome> WriteAsync(Func<SqliteConnection, StateOutcome> write)
    {
        try
        {
            return await _database.WriteAsync(write);
        }
        catch (SqliteException exception)
        {
            return StateOutcome.Failed(exception.Message);
        }
    }

    private async ValueTask<T> ReadAsync<T>(Func<SqliteStateReader, T> read)
    {
        try
        {
            return _database.IsInMemory ? await _database.WriteAsync(connection => ReadOnWriter(connection, read)) : ReadBeside(read);
        }
        catch (SqliteException exception)
        {
            throw new StateReadException(exception.Message, exception);
        }
    }

    private T ReadOnWriter<T>(SqliteConnection connection, Func<SqliteStateReader, T> read)
    {
        using var reader = new SqliteStateReader(connection, _table, isOwner: false);
        return read(reader);
    }

    private T ReadBeside<T>(Func<SqliteStateReader, T> read)
    {
        if (!_readers.TryTake(out var reader))
        {
            reader = new SqliteStateReader(_database.OpenReader(), _table, isOwner: true);
        }

        try
        {
            return read(reader);
        }
        finally
        {
            _readers.Add(reader);
        }
    }
}
