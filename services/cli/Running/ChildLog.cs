namespace Mesh.Cli.Running;

/// <summary>Keeps what a process says: all of it in a file, the last lines also in memory. Safe to use from several threads.</summary>
internal sealed class ChildLog : IAsyncDisposable
{
    private const int TailLines = 8;
    private readonly StreamWriter file;
    private readonly Lock writing = new();
    private readonly Queue<string> tail = new();
    private bool isClosed;

    public ChildLog(string path) =>
        file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };

    /// <summary>The last lines, indented, for the message about the end of the process.</summary>
    public string Tail
    {
        get
        {
            lock (writing)
            {
                return string.Join(Environment.NewLine, tail.Select(line => $"    {line}"));
            }
        }
    }

    /// <summary>Keeps a line. A file that takes no more (a full disk) is given up, and the last lines say so.</summary>
    public void Keep(string line)
    {
        lock (writing)
        {
            Remember(line);
            if (isClosed)
            {
                return;
            }

            try
            {
                file.WriteLine(line);
            }
            catch (IOException problem)
            {
                isClosed = true;
                Remember($"(from here on the log file is missing lines: {problem.Message})");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (writing)
        {
            if (isClosed)
            {
                // Its file could not be written: closing it would try again and fail again.
                return;
            }

            isClosed = true;
        }

        await file.DisposeAsync();
    }

    private void Remember(string line)
    {
        tail.Enqueue(line);
        if (tail.Count > TailLines)
        {
            tail.Dequeue();
        }
    }
}
