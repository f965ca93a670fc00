using System.Diagnostics;

namespace Mesh.Benchmarks.Processes;

/// <summary>A process of the benchmark: it ends with its standard input, so none outlives the run.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);
    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    /// <summary>Processor time that the process has used so far, on all cores.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Memory that the process holds now, in MiB.</summary>
    public double MemoryMebibytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / (1024.0 * 1024.0);
        }
    }

    /// <summary>Starts a .NET program.</summary>
    public static ChildProcess Start(
        string assemblyPath,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        start.ArgumentList.Add(assemblyPath);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"Could not start {assemblyPath}.");
        process.ErrorDataReceived += (_, line) => WriteError(line.Data);
        process.BeginErrorReadLine();
        return new ChildProcess(process);
    }

    /// <summary>Reads standard output up to the first line that begins with a word, and returns that line.</summary>
    public async Task<string> WaitForLineAsync(string word, TimeSpan timeLimit)
    {
        using var limit = new CancellationTokenSource(timeLimit);
        var seen = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(word, StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return line;
            }

            seen.Add(line);
        }

        throw new InvalidOperationException(
            $"The process ended before it said '{word}':{Environment.NewLine}{string.Join(Environment.NewLine, seen)}"
        );
    }

    /// <summary>Asks the process to stop as Ctrl-C does; for programs that do not watch their input.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(StopMax);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static void WriteError(string? line)
    {
        if (line is not null)
        {
            Console.Error.WriteLine(line);
        }
    }
}
