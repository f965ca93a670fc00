using System.Diagnostics;
using System.Globalization;

namespace Mesh.Journal.Tests.Processes;

/// <summary>
/// A process of <c>Journal.Writer</c>: it serves the partition of the sample bank, and says which of its commands were acknowledged.
/// </summary>
internal sealed class WriterProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Lock gate = new();
    private readonly Dictionary<int, long> acknowledged = [];
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;
    private (int Count, TaskCompletionSource Reached)? awaited;

    public WriterProcess(Uri sidecar, string replica, int firstCommand, int commandCount)
    {
        Replica = replica;
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Journal.Writer.dll"), sidecar.ToString(), replica, $"{firstCommand}", $"{commandCount}",
        ];
        process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Errors = process.StandardError.ReadToEndAsync();
        reading = ReadAsync();
    }

    public string Replica { get; }

    /// <summary>What it wrote to stderr; completes when it has ended.</summary>
    public Task<string> Errors { get; }

    /// <summary>Commands that were acknowledged to it, with their versions.</summary>
    public IReadOnlyDictionary<int, long> Acknowledged
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<int, long>(acknowledged);
            }
        }
    }

    /// <summary>Completes when it serves.</summary>
    public Task WhenReady() => ready.Task;

    /// <summary>Lets it send its commands.</summary>
    public Task GoAsync() => process.StandardInput.WriteLineAsync("go");

    /// <summary>Completes when so many commands were acknowledged. Ask before <see cref="GoAsync"/>.</summary>
    public Task WhenAcknowledged(int count)
    {
        lock (gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited = (count, reached);
            return reached.Task;
        }
    }

    /// <summary>Waits for its end and gives the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await process.WaitForExitAsync();
        await reading;
        return process.ExitCode;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
            {
                ready.SetResult();
                continue;
            }

            var words = line.Split(' ');
            Acknowledge(int.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture));
        }

        ready.TrySetException(new InvalidOperationException($"{Replica} ended before it served."));
        lock (gate)
        {
            awaited?.Reached.TrySetException(new InvalidOperationException($"{Replica} ended after {acknowledged.Count} commands."));
        }
    }

    private void Acknowledge(int command, long version)
    {
        lock (gate)
        {
            acknowledged.Add(command, version);
            if (awaited is var (count, reached) && acknowledged.Count == count)
            {
                reached.SetResult();
            }
        }
    }
}
