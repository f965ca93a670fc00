using System.Text;
using Microsoft.Extensions.Logging;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>Keeps everything that is logged, at every level, exceptions included.</summary>
internal sealed class RecordedLog : ILoggerProvider
{
    private readonly StringBuilder text = new();

    public string Text
    {
        get
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Writer(text);

    public void Dispose()
    {
    }

    private sealed class Writer(StringBuilder text) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (text)
            {
                text.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
            }
        }
    }
}
