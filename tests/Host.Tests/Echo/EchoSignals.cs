using System.Collections.Concurrent;

namespace Mesh.Host.Tests.Echo;

/// <summary>Lets a test and an endpoint wait for each other by the text of a call, so that no test depends on time.</summary>
public sealed class EchoSignals
{
    /// <summary>Only bounds a failure: a moment that has not come by then never comes.</summary>
    internal static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Moments> _byText = new(StringComparer.Ordinal);

    /// <summary>Completes when the endpoint has begun to work on the call.</summary>
    public Task BegunAsync(string text) => Of(text).Begun.Task.WaitAsync(PatienceMax);

    /// <summary>Completes when the endpoint has noticed that its call was cancelled.</summary>
    public Task CancelledAsync(string text) => Of(text).Cancelled.Task.WaitAsync(PatienceMax);

    /// <summary>Completes when the endpoint, waiting for its release, has noticed that the server stops.</summary>
    public Task StoppingAsync(string text) => Of(text).Stopping.Task.WaitAsync(PatienceMax);

    /// <summary>Lets a waiting call answer.</summary>
    public void Release(string text) => Of(text).Released.TrySetResult();

    internal async Task WaitForCancelAsync(string text, CancellationToken cancellationToken)
    {
        var moments = Of(text);
        moments.Begun.TrySetResult();
        try
        {
            await moments.Released.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            moments.Cancelled.TrySetResult();
            throw;
        }
    }

    internal async Task WaitForReleaseAsync(string text, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var moments = Of(text);
        await using var registration = stopping.Register(() => moments.Stopping.TrySetResult());
        moments.Begun.TrySetResult();
        await moments.Released.Task.WaitAsync(cancellationToken);
    }

    private Moments Of(string text) => _byText.GetOrAdd(text, _ => new Moments());

    private sealed class Moments
    {
        public TaskCompletionSource Begun { get; } = New();

        public TaskCompletionSource Cancelled { get; } = New();

        public TaskCompletionSource Released { get; } = New();

        public TaskCompletionSource Stopping { get; } = New();

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
