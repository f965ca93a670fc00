using System.Buffers;
using System.Buffers.Text;
using Microsoft.Data.Sqlite;

namespace Mesh.Sidecar.State;

/// <summary>Reads values over one connection; used by one caller at a time.</summary>
internal sealed class SqliteStateReader : IDisposable
{
    private readonly SqliteConnection? _owned;
    private readonly SqliteCommand _select;
    private readonly SqliteParameter _key;
    private readonly SqliteParameter _now;

    /// <summary>Prepares the statement.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="table">The table.</param>
    /// <param name="isOwner">True when the connection is closed with this reader.</param>
    public SqliteStateReader(SqliteConnection connection, SqliteStateTable table, bool isOwner)
    {
        _owned = isOwner ? connection : null;
        _select = connection.CreateCommand();
#pragma warning disable CA2100 // The table's name is checked.
        _select.CommandText =
            $"SELECT value, is_binary, etag, expiration_time FROM {table.Name} WHERE key = $key "
            + "AND (expiration_time IS NULL OR expiration_time > $now)";
#pragma warning restore CA2100
        _key = _select.Parameters.Add("$key", SqliteType.Text);
        _now = _select.Parameters.Add("$now", SqliteType.Text);
    }

    /// <summary>Reads one key; null when absent or expired.</summary>
    public StoredValue? Read(string key, DateTimeOffset now)
    {
        _key.Value = key;
        _now.Value = SqliteStateTable.Text(now);
        using var row = _select.ExecuteReader();
        if (!row.Read())
        {
            return null;
        }

        var stored = row.GetFieldValue<byte[]>(0);
        return new StoredValue(
            row.GetBoolean(1) ? Decode(stored) : stored,
            row.GetString(2),
            row.IsDBNull(3) ? null : SqliteStateTable.Time(row.GetString(3)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _select.Dispose();
        _owned?.Dispose();
    }

    /// <summary>Decodes in place: the buffer is ours.</summary>
    private static ReadOnlyMemory<byte> Decode(byte[] base64) =>
        Base64.DecodeFromUtf8InPlace(base64, out var length) == OperationStatus.Done
            ? base64.AsMemory(0, length)
            : throw new StateReadException("the stored value is marked as binary but is not base64");
}
