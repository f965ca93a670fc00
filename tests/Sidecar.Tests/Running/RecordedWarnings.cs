using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Tests.Running;

/// <summary>Keeps every warning, in the order of logging.</summary>
public sealed class RecordedWarnings : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> warnings = new();

    public IEnumerable<string> All => warnings;

    /// <summary>A factory that logs here.</summary>
    public ILoggerFactory Factory => LoggerFactory.Create(logging => logging.AddProvider(this));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            warnings.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
