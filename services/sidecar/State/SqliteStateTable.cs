using System.Globalization;
using Mesh.Sidecar.Sqlite;
using Microsoft.Data.Sqlite;

namespace Mesh.Sidecar.State;

/// <summary>The table that <c>state.sqlite</c> keeps its values in, shaped as Dapr's component shapes it (contract 2.8).</summary>
internal sealed class SqliteStateTable(string name)
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff";

    /// <summary>Its name; letters, digits and underscores only.</summary>
    public string Name { get; } = name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
        ? name
        : throw new ArgumentException($"'{name}' is not a table name of letters, digits and underscores", nameof(name));

    /// <summary>Creates it when it is not there.</summary>
    public int Create(SqliteConnection connection) => SqliteDatabase.Run(connection, $"""
        CREATE TABLE IF NOT EXISTS {Name} (
          key TEXT NOT NULL PRIMARY KEY,
          value TEXT NOT NULL,
          is_binary BOOLEAN NOT NULL,
          etag TEXT NOT NULL,
          expiration_time TIMESTAMP DEFAULT NULL,
          update_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)
        """);

    /// <summary>A time as the table holds it: text that sorts, in UTC.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads a time that this or Dapr's own component wrote.</summary>
    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
