namespace Mesh.Sidecar.Sqlite;

/// <summary>The databases of a run, each opened once.</summary>
internal sealed class SqliteDatabases : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SqliteDatabase> _open = new(StringComparer.Ordinal);
    private readonly List<SqliteDatabase> _inMemory = [];

    /// <summary>Opens a file, creating it and its folder when absent; <c>:memory:</c> is a new one each time.</summary>
    public SqliteDatabase Open(string path, TimeSpan busyTimeout)
    {
        lock (_gate)
        {
            if (path == ":memory:")
            {
                var database = SqliteDatabase.Open(path, busyTimeout);
                _inMemory.Add(database);
                return database;
            }

            if (!_open.TryGetValue(path, out var known))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                known = SqliteDatabase.Open(path, busyTimeout);
                _open.Add(path, known);
            }

            return known;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var database in _open.Values.Concat(_inMemory))
            {
                database.Dispose();
            }
        }
    }
}
