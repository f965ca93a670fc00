using System.Threading.Channels;
using Mesh.Dapr.Actors;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Dapr.Tests.Actors;

public sealed class RegistrationWatchTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Look_ForgottenTwiceInARow_ReopensTheStream()
    {
        var sidecar = new AnsweringSidecar(SidecarActorStatus.Initializing, SidecarActorStatus.Initializing);
        var reopened = new TaskCompletionSource();
        var time = new FakeTimeProvider();
        await using var watch = new RegistrationWatch(sidecar, time, () => true, reopened.SetResult, NullLogger.Instance);
        watch.Start();

        await sidecar.LookAsync(time, Interval);
        Assert.False(reopened.Task.IsCompleted);
        await sidecar.LookAsync(time, Interval);

        await reopened.Task.Within();
    }

    [Fact]
    public async Task Look_ForgottenOnceAtATime_LeavesTheStreamAlone()
    {
        var sidecar = new AnsweringSidecar(
            SidecarActorStatus.Initializing, SidecarActorStatus.Running, SidecarActorStatus.Initializing, null,
            SidecarActorStatus.Initializing);
        var reopened = 0;
        var time = new FakeTimeProvider();
        await using (var watch = new RegistrationWatch(sidecar, time, () => true, () => reopened++, NullLogger.Instance))
        {
            watch.Start();
            for (var look = 0; look < 5; look++)
            {
                await sidecar.LookAsync(time, Interval);
            }
        }

        Assert.Equal(0, reopened);
    }

    /// <summary>Answers in turn; null is silence.</summary>
    private sealed class AnsweringSidecar(params SidecarActorStatus?[] answers) : ISidecar
    {
        private readonly Queue<SidecarActorStatus?> _answers = new(answers);
        private readonly Channel<bool> _asked = Channel.CreateUnbounded<bool>();

        /// <summary>Moves the clock until the watch has looked: its timer may not have been set yet.</summary>
        public async Task LookAsync(FakeTimeProvider time, TimeSpan interval)
        {
            var asked = _asked.Reader.ReadAsync().AsTask();
            while (!asked.IsCompleted)
            {
                time.Advance(interval);
                await Task.Yield();
            }

            await asked;
        }

        public Task<SidecarMetadata> GetMetadataAsync(CancellationToken cancellationToken)
        {
            if (!_answers.TryDequeue(out var answer))
            {
                // More looks than the test wanted: wait for the stop.
                var stopped = new TaskCompletionSource<SidecarMetadata>();
                cancellationToken.Register(() => stopped.TrySetCanceled(cancellationToken));
                return stopped.Task;
            }

            _asked.Writer.TryWrite(true);
            return answer is { } status
                ? Task.FromResult(new SidecarMetadata("app", "1.18.3", [], status, IsActorHostReady: false, IsPlacementConnected: true))
                : throw new SidecarException(DaprFailure.TimedOut, "silent");
        }

        public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ShutdownAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
