using System.Diagnostics;

namespace Mesh.Cli.Running;

/// <summary>
/// One process of the mesh. What it says goes to its log file. Its standard input stays open as long as we live: when we die, however,
/// it ends, and the
/// process stops by itself.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>Tells our programs to stop when their standard input ends.</summary>
    public const string StopWithInput = "MESH_STOP_WITH_INPUT";

    private const int TailLines = 8;
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(15);
    private readonly Process process;
    private readonly StreamWriter log;
    private readonly Lock writing = new();
    private readonly Queue<string> tail = new();
    private readonly TaskCompletionSource exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(string name, ProcessStartInfo start, string logFile)
    {
        Name = name;
        log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Exited += (_, _) => exited.TrySetResult();
    }

    /// <summary>Name, as in messages and log files.</summary>
    public string Name { get; }

    /// <summary>Process id.</summary>
    public int Pid => process.Id;

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited => exited.Task;

    /// <summary>Called with each line that the process says, before it is logged.</summary>
    public event Action<string>? Said;

    /// <summary>The last lines that it said, for the message about its end.</summary>
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

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(
        string name,
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory,
        string logFile,
        Action<string>? said = null
    )
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        start.Environment[StopWithInput] = "true";
        var child = new ChildProcess(name, start, logFile);
        child.Said += said;
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Asks the process to stop, and ends it when it does not within 15 s.</summary>
    public async Task StopAsync()
    {
        if (process.HasExited)
        {
            return;
        }

        if (!Signals.Terminate(process.Id))
        {
            process.StandardInput.Close();
        }

        try
        {
            await Exited.WaitAsync(StopMax);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
        await log.DisposeAsync();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        Said?.Invoke(line);
        lock (writing)
        {
            log.WriteLine(line);
            tail.Enqueue(line);
            if (tail.Count > TailLines)
            {
                tail.Dequeue();
            }
        }
    }
}
