using Microsoft.Data.Sqlite;

namespace Mesh.Sidecar.Sqlite;

/// <summary>
/// A SQLite file with one writing thread that commits whatever waits as one transaction, so that many callers share one fsync. A write that
/// was answered is on disk: the log is synchronized at every commit (<c>synchronous=FULL</c>).
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    // Bounds what one failing commit takes down with it, and how long the first caller of a batch waits for the others.
    private const int BatchSizeMax = 512;

    // Four times SQLite's default: a checkpoint stalls the writer, and fewer of them write a page that changes often less often.
    private const int CheckpointPages = 4000;

    private readonly string _connectionString;
    private readonly SqliteConnection _writer;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private List<SqliteWork> _waiting = [];
    private bool _isClosed;

    private SqliteDatabase(string connectionString, SqliteConnection writer, bool isInMemory)
    {
        _connectionString = connectionString;
        _writer = writer;
        IsInMemory = isInMemory;
        _thread = new Thread(Run) { IsBackground = true, Name = $"sqlite writer {writer.DataSource}" };
        _thread.Start();
    }

    /// <summary>True when there is no file: then reads have to run on the writer too.</summary>
    public bool IsInMemory { get; }

    /// <summary>Opens or creates a database.</summary>
    /// <param name="path">The file, or <c>:memory:</c>.</param>
    /// <param name="busyTimeout">How long a write waits for another process that writes.</param>
    /// <exception cref="SqliteException">It cannot be opened or written.</exception>
    public static SqliteDatabase Open(string path, TimeSpan busyTimeout)
    {
        var isInMemory = path == ":memory:";
        var connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds),
        }.ToString();
        var writer = new SqliteConnection(connectionString);
        try
        {
            writer.Open();
            Run(writer, $"PRAGMA busy_timeout={(int)busyTimeout.TotalMilliseconds}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                + $"PRAGMA wal_autocheckpoint={CheckpointPages};");
            return new SqliteDatabase(connectionString, writer, isInMemory);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement without parameters.</summary>
    public static int Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is ours: table names are checked where they are read.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteNonQuery();
    }

    /// <summary>Opens a connection that only reads. It sees every write that was answered before its statement began.</summary>
    public SqliteConnection OpenReader()
    {
        var reader = new SqliteConnection(_connectionString);
        reader.Open();
        Run(reader, "PRAGMA query_only=ON; PRAGMA busy_timeout=2000;");
        return reader;
    }

    /// <summary>Does work on the writer's connection; the task ends after the commit.</summary>
    /// <exception cref="ObjectDisposedException">The database is closed.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work)
    {
        var queued = new SqliteWork<T>(work);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiting.Add(queued);
            if (_waiting.Count == 1)
            {
                Monitor.Pulse(_gate);
            }
        }

        return queued.Done;
    }

    /// <summary>Finishes what waits, then closes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _writer.Dispose();
    }

    private void Run()
    {
        using var begin = Prepare("BEGIN IMMEDIATE");
        using var commit = Prepare("COMMIT");
        using var rollback = Prepare("ROLLBACK");
        List<SqliteWork> batch = [];
        while (TakeBatch(ref batch))
        {
            for (var start = 0; start < batch.Count; start += BatchSizeMax)
            {
                Run(batch[start..Math.Min(batch.Count, start + BatchSizeMax)], begin, commit, rollback);
            }
        }
    }

    /// <summary>Waits for work and takes all of it; false when the database is closed and nothing is left.</summary>
    private bool TakeBatch(ref List<SqliteWork> batch)
    {
        batch.Clear();
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_isClosed)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            (batch, _waiting) = (_waiting, batch);
            return true;
        }
    }

    private void Run(List<SqliteWork> batch, SqliteCommand begin, SqliteCommand commit, SqliteCommand rollback)
    {
        try
        {
            begin.ExecuteNonQuery();
            foreach (var work in batch)
            {
                work.Execute(_writer);
            }

            commit.ExecuteNonQuery();
        }
        catch (Exception exception)
        {
            batch.ForEach(work => work.Fail(exception));
            Abandon(rollback);
            return;
        }

        batch.ForEach(static work => work.Complete());
    }

    /// <summary>Some errors (a full disk, for one) have ended the transaction already.</summary>
    private void Abandon(SqliteCommand rollback)
    {
        try
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(_writer.Handle) == 0)
            {
                rollback.ExecuteNonQuery();
            }
        }
        catch (SqliteException)
        {
            // The next batch cannot begin then, fails its callers with the reason, and comes back here.
        }
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = _writer.CreateCommand();
#pragma warning disable CA2100 // Three literals.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Prepare();
        return command;
    }
}
