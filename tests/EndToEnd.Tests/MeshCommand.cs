using System.Diagnostics;
using System.Text;

namespace Mesh.EndToEnd.Tests;

/// <summary>One run of the <c>mesh</c> program in a folder, as a user starts it.</summary>
internal sealed class MeshCommand : IAsyncDisposable
{
    private static readonly TimeSpan SayMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndMax = TimeSpan.FromMinutes(4);
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();
    private TaskCompletionSource said = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MeshCommand(Process process) => this.process = process;

    /// <summary>Process id.</summary>
    public int Pid => process.Id;

    /// <summary>True once the program has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>True when this process ignores SIGINT (bit 1 of Linux's mask), and so does everything that it starts.</summary>
    public static bool InheritsIgnoredInterrupt =>
        File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
        && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 2) != 0;

    /// <summary>Folder of the built program.</summary>
    public static string ProgramFolder
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(here.Parent!.Parent!.FullName, "Mesh.Cli", here.Name);
        }
    }

    /// <summary>Starts the program.</summary>
    public static MeshCommand Start(string folder, IReadOnlyDictionary<string, string>? environment, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet"
        )
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(ProgramFolder, "mesh.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var command = new MeshCommand(new Process { StartInfo = start });
        command.process.OutputDataReceived += (_, line) =>
        {
            Keep(command.output, line.Data);
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref command.said, next).SetResult();
        };
        command.process.ErrorDataReceived += (_, line) => Keep(command.errors, line.Data);
        command.process.Start();
        command.process.BeginOutputReadLine();
        command.process.BeginErrorReadLine();
        return command;
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<CommandResult> RunAsync(string folder, params string[] arguments)
    {
        await using var command = Start(folder, environment: null, arguments);
        return await command.EndAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<CommandResult> EndAsync()
    {
        using var limit = new CancellationTokenSource(EndMax);
        await process.WaitForExitAsync(limit.Token);
        return new CommandResult(process.ExitCode, Text(output), Text(errors));
    }

    /// <summary>Waits until the program has said something on standard output.</summary>
    public async Task SaysAsync(string text)
    {
        using var limit = new CancellationTokenSource(SayMax);
        while (true)
        {
            var next = Volatile.Read(ref said).Task;
            if (Text(output).Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            try
            {
                await next.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"it never said '{text}', but: {Text(output)}{Text(errors)}");
            }
        }
    }

    /// <summary>Sends a signal to the program alone.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Pid}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends the program as a crash does.</summary>
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}

/// <summary>What a program left behind.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"exit code {ExitCode}{Environment.NewLine}{Output}{Environment.NewLine}{Errors}";
}
