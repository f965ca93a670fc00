using System.ComponentModel;
using System.Diagnostics;

namespace Mesh.Cli.Running;

/// <summary>
/// One process of the mesh. What it says goes to its log file. Its standard input stays open as long as we live: when we die, however
/// that happens, the input ends and the process stops by itself.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>Tells our programs to stop when their standard input ends.</summary>
    public const string StopWithInput = "MESH_STOP_WITH_INPUT";

    // All of a mesh stops within 25 s: `down` and a second Ctrl-C wait a little longer than that.
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan OutputEndMax = TimeSpan.FromSeconds(1);
    private readonly Process process;
    private readonly ChildLog log;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(string name, ProcessStartInfo start, ChildLog log, Action<string>? said)
    {
        Name = name;
        this.log = log;
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Keep(line.Data, said);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, said);
        process.Exited += (_, _) => ended.TrySetResult();
        Exited = WatchAsync();
    }

    /// <summary>Name, as in messages and log files.</summary>
    public string Name { get; }

    /// <summary>Process id.</summary>
    public int Pid => process.Id;

    /// <summary>When the operating system started it; with the id it names a process for ever.</summary>
    public DateTimeOffset StartTime => process.StartTime;

    /// <summary>Completes when the process has ended and all that it said is kept.</summary>
    public Task Exited { get; }

    /// <summary>How it ended; only after <see cref="Exited"/>.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>The last lines that it said, for the message about its end.</summary>
    public string Tail => log.Tail;

    /// <summary>Starts a program.</summary>
    /// <param name="name">Name in messages and log files.</param>
    /// <param name="program">Program on the path, or a file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What it gets beside our own environment.</param>
    /// <param name="workingDirectory">Where it runs.</param>
    /// <param name="logFile">Where everything goes that it says; appended to.</param>
    /// <param name="said">Called with each line that it says.</param>
    /// <exception cref="CliException">It cannot be started.</exception>
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
        var child = new ChildProcess(name, InSessionOfItsOwn(program, arguments), new ChildLog(logFile), said);
        var start = child.process.StartInfo;
        start.WorkingDirectory = workingDirectory;
        start.Environment[StopWithInput] = "true";
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        try
        {
            child.process.Start();
        }
        catch (Win32Exception problem)
        {
            throw new CliException($"cannot start {name}: '{program}' {problem.Message}.", problem);
        }

        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Asks the process to stop, and ends it when it does not within 8 s.</summary>
    public async Task StopAsync()
    {
        if (!process.HasExited && !Signals.Terminate(process.Id))
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
            await Exited;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
        await log.DisposeAsync();
    }

    // A terminal sends Ctrl-C to every process of its foreground group. We stop our children one after the other, the sidecar after the
    // services that need it to finish; so the terminal must not reach them.
    private static ProcessStartInfo InSessionOfItsOwn(string program, IEnumerable<string> arguments)
    {
        var setsid = OperatingSystem.IsLinux() ? DotnetProgram.OnPath("setsid") : null;
        return new ProcessStartInfo(setsid ?? program, setsid is null ? arguments : [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private async Task WatchAsync()
    {
        await ended.Task;

        // The last lines may still be on their way. Not for ever: a process that it started could hold the pipe open.
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(OutputEndMax, TimeProvider.System));
    }

    private void Keep(string? line, Action<string>? said)
    {
        if (line is not null)
        {
            said?.Invoke(line);
            log.Keep(line);
        }
    }
}
