using Microsoft.Data.Sqlite;

namespace Mesh.Sidecar.Sqlite;

/// <summary>Something to do on the writer's connection, inside the transaction of its batch.</summary>
internal abstract class SqliteWork
{
    /// <summary>Does it. A failure that leaves the transaction open is kept and concerns this work alone.</summary>
    public abstract void Execute(SqliteConnection connection);

    /// <summary>Tells the caller, after the commit.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that the batch failed.</summary>
    public abstract void Fail(Exception cause);
}

/// <summary>Work with a result.</summary>
internal sealed class SqliteWork<T>(Func<SqliteConnection, T> work) : SqliteWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _failure;

    /// <summary>Ends after the commit.</summary>
    public Task<T> Done => _done.Task;

    /// <inheritdoc/>
    public override void Execute(SqliteConnection connection)
    {
        try
        {
            _result = work(connection);
        }
        catch (SqliteException exception) when (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            _failure = exception;
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        if (_failure is null)
        {
            _done.TrySetResult(_result!);
        }
        else
        {
            _done.TrySetException(_failure);
        }
    }

    /// <inheritdoc/>
    public override void Fail(Exception cause) => _done.TrySetException(cause);
}
