using System.Buffers.Text;
using Microsoft.Data.Sqlite;

namespace Mesh.Sidecar.State;

/// <summary>Changes values on the writer's connection; used by the writer's thread alone.</summary>
internal sealed class SqliteStateWriter : IDisposable
{
    private const string NotExpired = "(expiration_time IS NULL OR expiration_time > $now)";

    private readonly SqliteCommand _set;
    private readonly SqliteCommand _create;
    private readonly SqliteCommand _replace;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _deleteVersion;

    public SqliteStateWriter(SqliteConnection connection, SqliteStateTable table)
    {
        // The value arrives as base64 in UTF-8 bytes; the cast makes it text without another conversion.
        var insert = $"""
            INSERT INTO {table.Name} (key, value, is_binary, etag, expiration_time, update_time)
            VALUES ($key, CAST($value AS TEXT), 1, $etag, $expiry, $now)
            ON CONFLICT (key) DO UPDATE SET
              value = excluded.value, is_binary = 1, etag = excluded.etag,
              expiration_time = excluded.expiration_time, update_time = excluded.update_time
            """;
        _set = Prepare(connection, insert, "$key", "$value", "$etag", "$expiry", "$now");
        _create = Prepare(connection, $"{insert} WHERE NOT {NotExpired}", "$key", "$value", "$etag", "$expiry", "$now");
        _replace = Prepare(
            connection,
            $"""
            UPDATE {table.Name} SET value = CAST($value AS TEXT), is_binary = 1, etag = $etag, expiration_time = $expiry, update_time = $now
            WHERE key = $key AND etag = $expected AND {NotExpired}
            """,
            "$key", "$value", "$etag", "$expiry", "$now", "$expected");
        _delete = Prepare(connection, $"DELETE FROM {table.Name} WHERE key = $key", "$key");
        _deleteVersion = Prepare(connection, $"DELETE FROM {table.Name} WHERE key = $key AND etag = $expected", "$key", "$expected");
    }

    /// <summary>Makes one change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="base64">The encoded value; not read for a delete.</param>
    /// <param name="now">The time that expiry is compared with and counted from.</param>
    public StateOutcome Apply(StateChange change, byte[] base64, DateTimeOffset now) =>
        change.IsDelete ? Delete(change) : Set(change, base64, now);

    /// <summary>Encodes a value as it is stored. Done by the caller's thread, to keep the writer free.</summary>
    public static byte[] Encode(ReadOnlyMemory<byte> value)
    {
        var encoded = new byte[Base64.GetMaxEncodedToUtf8Length(value.Length)];
        Base64.EncodeToUtf8(value.Span, encoded, out _, out _);
        return encoded;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in new[] { _set, _create, _replace, _delete, _deleteVersion })
        {
            command.Dispose();
        }
    }

    private StateOutcome Set(StateChange change, byte[] base64, DateTimeOffset now)
    {
        var command = change.Etag is not null ? _replace
            : change.Concurrency == StateConcurrency.FirstWrite ? _create
            : _set;
        var values = command.Parameters;
        values[0].Value = change.Key;
        values[1].Value = base64;
        values[2].Value = Guid.NewGuid().ToString();
        values[3].Value = change.TimeToLiveSeconds is > 0 and var seconds ? SqliteStateTable.Text(now.AddSeconds(seconds)) : DBNull.Value;
        values[4].Value = SqliteStateTable.Text(now);
        if (change.Etag is { } expected)
        {
            values[5].Value = expected;
        }

        return command.ExecuteNonQuery() == 1 ? StateOutcome.Done : StateOutcome.Mismatch();
    }

    private StateOutcome Delete(StateChange change)
    {
        var command = change.Etag is null ? _delete : _deleteVersion;
        command.Parameters[0].Value = change.Key;
        if (change.Etag is { } expected)
        {
            command.Parameters[1].Value = expected;
        }

        return command.ExecuteNonQuery() == 1 || change.Etag is null ? StateOutcome.Done : StateOutcome.Mismatch();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The table's name is checked.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }
}
