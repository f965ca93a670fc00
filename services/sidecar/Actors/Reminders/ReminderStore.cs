using Dapr.Proto.Common.V1;
using Google.Protobuf;
using Mesh.Sidecar.Sqlite;
using Microsoft.Data.Sqlite;

namespace Mesh.Sidecar.Actors.Reminders;

/// <summary>Keeps reminders in a file, so that they outlive apps and sidecar; Dapr keeps them in its Scheduler service.</summary>
internal sealed class ReminderStore(SqliteDatabase database)
{
    /// <summary>Creates the table when it is not there, and reads what is in it.</summary>
    public Task<List<Reminder>> OpenAsync() => database.WriteAsync(connection =>
    {
        SqliteDatabase.Run(connection, """
            CREATE TABLE IF NOT EXISTS reminders (
              actor_type TEXT NOT NULL, actor_id TEXT NOT NULL, name TEXT NOT NULL,
              due INTEGER NOT NULL, period INTEGER, count_left INTEGER, expires INTEGER,
              data BLOB NOT NULL, due_text TEXT NOT NULL, ttl_text TEXT NOT NULL, failure_policy BLOB,
              PRIMARY KEY (actor_type, actor_id, name)) WITHOUT ROWID
            """);
        return ReadAll(connection);
    });

    /// <summary>Stores a reminder, replacing one of the same name.</summary>
    public Task SaveAsync(Reminder reminder) => database.WriteAsync(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT OR REPLACE INTO reminders
            VALUES ($type, $id, $name, $due, $period, $count, $expires, $data, $dueText, $ttlText, $policy)
            """;
        AddKey(command, reminder.Key);
        Add(command, "$due", reminder.Due.UtcTicks);
        Add(command, "$period", reminder.Period?.Ticks);
        Add(command, "$count", reminder.CountLeft);
        Add(command, "$expires", reminder.ExpiresAt?.UtcTicks);
        Add(command, "$data", reminder.Data.ToByteArray());
        Add(command, "$dueText", reminder.DueText);
        Add(command, "$ttlText", reminder.TimeToLiveText);
        Add(command, "$policy", reminder.FailurePolicy?.ToByteArray());
        return command.ExecuteNonQuery();
    });

    /// <summary>Removes a reminder; an absent one is no error.</summary>
    public Task DeleteAsync(ReminderKey key) => database.WriteAsync(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM reminders WHERE actor_type = $type AND actor_id = $id AND name = $name";
        AddKey(command, key);
        return command.ExecuteNonQuery();
    });

    private static List<Reminder> ReadAll(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT actor_type, actor_id, name, due, period, count_left, expires, data, due_text, ttl_text, failure_policy FROM reminders";
        using var row = command.ExecuteReader();
        List<Reminder> reminders = [];
        while (row.Read())
        {
            reminders.Add(new Reminder
            {
                Key = new ReminderKey(new ActorAddress(row.GetString(0), row.GetString(1)), row.GetString(2)),
                Due = new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero),
                Period = row.IsDBNull(4) ? null : TimeSpan.FromTicks(row.GetInt64(4)),
                CountLeft = row.IsDBNull(5) ? null : row.GetInt32(5),
                ExpiresAt = row.IsDBNull(6) ? null : new DateTimeOffset(row.GetInt64(6), TimeSpan.Zero),
                Data = UnsafeByteOperations.UnsafeWrap(row.GetFieldValue<byte[]>(7)),
                DueText = row.GetString(8),
                TimeToLiveText = row.GetString(9),
                FailurePolicy = row.IsDBNull(10) ? null : JobFailurePolicy.Parser.ParseFrom(row.GetFieldValue<byte[]>(10)),
            });
        }

        return reminders;
    }

    private static void AddKey(SqliteCommand command, ReminderKey key)
    {
        Add(command, "$type", key.Actor.Type);
        Add(command, "$id", key.Actor.Id);
        Add(command, "$name", key.Name);
    }

    private static void Add(SqliteCommand command, string name, object? value) =>
        command.Parameters.AddWithValue(name, value ?? DBNull.Value);
}
