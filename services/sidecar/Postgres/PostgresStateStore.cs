using System.Data;
using Mesh.Sidecar.State;
using Npgsql;
using NpgsqlTypes;

namespace Mesh.Sidecar.Postgres;

/// <summary>The type <c>state.postgresql</c>, version v2 (contract 2.7).</summary>
internal sealed class PostgresStateStore : IStateStore
{
    private readonly NpgsqlDataSource _database;
    private readonly PostgresStateTable _table;
    private readonly ITimer? _sweeper;

    private PostgresStateStore(NpgsqlDataSource database, PostgresStateTable table, TimeProvider time, TimeSpan sweepInterval)
    {
        _database = database;
        _table = table;
        _sweeper = sweepInterval <= TimeSpan.Zero
            ? null
            : time.CreateTimer(_ => _ = SweepAsync(), state: null, sweepInterval, sweepInterval);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "KEYS_LIKE", "ACTOR"];

    /// <inheritdoc/>
    public bool StoresCanonicalJson => true;

    /// <summary>Connects and creates the table when it is absent.</summary>
    /// <param name="database">The pool; it goes with the store.</param>
    /// <param name="table">The table.</param>
    /// <param name="time">The clock of the sweeps; expiry is the server's.</param>
    /// <param name="sweepInterval">How often expired rows are removed; zero or less for never.</param>
    /// <exception cref="NpgsqlException">The server cannot be reached, or does not allow it.</exception>
    public static async Task<PostgresStateStore> OpenAsync(
        NpgsqlDataSource database, PostgresStateTable table, TimeProvider time, TimeSpan sweepInterval)
    {
        try
        {
            await table.CreateAsync(database, CancellationToken.None);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }

        return new PostgresStateStore(database, table, time, sweepInterval);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = Command(_table.Get, Text(key));
            await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
            return await row.ReadAsync(cancellationToken) ? Value(row, first: 0) : null;
        }
        catch (NpgsqlException exception)
        {
            throw new StateReadException(PostgresText.Of(exception), exception);
        }
    }

    /// <summary>Found values first, in the server's order, then the missing ones as asked; a repeated key is answered once.</summary>
    public async ValueTask<IReadOnlyList<BulkValue>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        try
        {
            string[] distinct = [.. keys.Distinct(StringComparer.Ordinal)];
            var found = new List<BulkValue>(distinct.Length);
            var asked = new NpgsqlParameter<string[]> { TypedValue = distinct, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
            await using var command = Command(_table.GetMany, asked);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                found.Add(new BulkValue(row.GetString(0), Value(row, first: 1)));
            }

            var present = found.Select(item => item.Key).ToHashSet(StringComparer.Ordinal);
            return [.. found, .. distinct.Where(key => !present.Contains(key)).Select(key => new BulkValue(key, Value: null))];
        }
        catch (NpgsqlException exception)
        {
            throw new StateReadException(PostgresText.Of(exception), exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StateOutcome> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _database.OpenConnectionAsync(cancellationToken);
            return await ApplyAsync(connection, change, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            return StateOutcome.Failed(PostgresText.Of(exception));
        }
    }

    /// <summary>One after another in one transaction, at the server's default isolation; the first that is not done undoes all.</summary>
    public async ValueTask<StateOutcome> TransactAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            foreach (var change in changes)
            {
                var outcome = await ApplyAsync(connection, change, cancellationToken);
                if (outcome.Kind != StateOutcomeKind.Done)
                {
                    await transaction.RollbackAsync(cancellationToken);
                    return outcome;
                }
            }

            await transaction.CommitAsync(cancellationToken);
            return StateOutcome.Done;
        }
        catch (NpgsqlException exception)
        {
            return StateOutcome.Failed(PostgresText.Of(exception));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_sweeper is not null)
        {
            await _sweeper.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    private async Task<StateOutcome> ApplyAsync(NpgsqlConnection connection, StateChange change, CancellationToken cancellationToken)
    {
        Guid version = default;
        if (change.Etag is { } etag && !Guid.TryParse(etag, out version))
        {
            return StateOutcome.Mismatch();
        }

        await using var command = change.IsDelete ? DeleteCommand(change, version) : SetCommand(change, version);
        command.Connection = connection;
        var rows = await command.ExecuteNonQueryAsync(cancellationToken);
        return rows == 1 || (change.IsDelete && change.Etag is null) ? StateOutcome.Done
            : change.Etag is not null ? StateOutcome.Mismatch()
            : StateOutcome.Failed("no item was updated");
    }

    private NpgsqlCommand DeleteCommand(StateChange change, Guid version) => change.Etag is null
        ? New(_table.Delete, Text(change.Key))
        : New(_table.DeleteVersion, Text(change.Key), new NpgsqlParameter<Guid> { TypedValue = version });

    private NpgsqlCommand SetCommand(StateChange change, Guid version)
    {
        // daprd hands an empty value over as null, which the table refuses.
        var value = new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = change.Value.IsEmpty ? DBNull.Value : change.Value };
        var expiry = new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlDbType.Double,
            Value = change.TimeToLiveSeconds is > 0 and var seconds ? (double)seconds : DBNull.Value,
        };
        return change.Etag is not null
            ? New(_table.SetVersion, Text(change.Key), value, expiry, new NpgsqlParameter<Guid> { TypedValue = version })
            : New(change.Concurrency == StateConcurrency.FirstWrite ? _table.SetFirst : _table.Set, Text(change.Key), value, expiry);
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = _database.CreateCommand(sql);
        command.Parameters.AddRange(parameters.ToArray());
        return command;
    }

    private static NpgsqlCommand New(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
#pragma warning disable CA2100 // Of the table, whose prefix is checked.
        var command = new NpgsqlCommand(sql);
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters.ToArray());
        return command;
    }

    private static NpgsqlParameter<string> Text(string key) => new() { TypedValue = key };

    private static StoredValue Value(NpgsqlDataReader row, int first) => new(
        row.GetFieldValue<byte[]>(first),
        row.GetGuid(first + 1).ToString(),
        row.IsDBNull(first + 2) ? null : row.GetFieldValue<DateTimeOffset>(first + 2));

    /// <summary>Expired rows are invisible anyway: one sweep that fails is made up for by the next.</summary>
    private async Task SweepAsync()
    {
        try
        {
            await using var command = Command(_table.Sweep);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or ObjectDisposedException)
        {
            // The next sweep.
        }
    }
}
