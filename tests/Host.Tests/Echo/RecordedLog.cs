using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Mesh.Host.Tests.Echo;

/// <summary>Keeps every log event of a host under test.</summary>
public sealed class RecordedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<Entry> _entries = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _seen = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Entry> Entries => _entries;

    /// <summary>Completes when an event of that name has been logged.</summary>
    public Task SeenAsync(string eventName) => Seen(eventName).Task.WaitAsync(EchoSignals.PatienceMax);

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private TaskCompletionSource Seen(string eventName) =>
        _seen.GetOrAdd(eventName, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Add(Entry entry)
    {
        _entries.Enqueue(entry);
        Seen(entry.EventName ?? "").TrySetResult();
    }

    public sealed record Entry(LogLevel Level, string? EventName, string Text, Exception? Exception);

    private sealed class Logger(RecordedLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(new Entry(logLevel, eventId.Name, formatter(state, exception), exception));
    }
}
