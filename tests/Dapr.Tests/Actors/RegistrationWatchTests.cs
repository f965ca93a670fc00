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

        await sidecar.AskedAsync(time);
        sidecar.AnswerNext();
        await sidecar.AskedAsync(time);
        Assert.False(reopened.Task.IsCompleted);
        sidecar.AnswerNext();

        await reopened.Task.Within();
    }

    [Fact]
    public async Task Look_ForgottenOnceAtATime_LeavesTheStreamAlone()
    {
        var sidecar = new AnsweringSidecar(
            SidecarActorStatus.Initializing,
            SidecarActorStatus.Running,
            SidecarActorStatus.Initializing,
            null,
            SidecarActorStatus.Initializing,
            SidecarActorStatus.Disabled);
        var reopened = 0;
        var time = new FakeTimeProvider();
        await using var watch = new RegistrationWatch(sidecar, time, () => true, () => reopened++, NullLogger.Instance);
        watch.Start();

        for (var look = 0; look < 6; look++)
        {
            await sidecar.AskedAsync(time);
            sidecar.AnswerNext();
        }

        await sidecar.AskedAsync(time);
        Assert.Equal(0, reopened);
    }

    /// <summary>
    /// Answers in turn when the test says so; null is silence. The next question shows that the last answer has been dealt with.
    /// </summary>
    private sealed class AnsweringSidecar(params SidecarActorStatus?[] answers) : ISidecar
    {
        private readonly Queue<SidecarActorStatus?> _answers = new(answers);
        private readonly Channel<TaskCompletionSource<SidecarMetadata>> _questions =
            Channel.CreateUnbounded<TaskCompletionSource<SidecarMetadata>>();

        private TaskCompletionSource<SidecarMetadata>? _question;

        /// <summary>Moves the clock until the watch asks: its timer may not have been set yet.</summary>
        public async Task AskedAsync(FakeTimeProvider time)
        {
            var asked = _questions.Reader.ReadAsync().AsTask();
            while (!asked.IsCompleted)
            {
                time.Advance(Interval);
                await Task.Yield();
            }

            _question = await asked;
        }

        public void AnswerNext()
        {
            if (_answers.Dequeue() is { } status)
            {
                _question!.SetResult(new SidecarMetadata("app", "1.18.3", [], status, IsActorHostReady: false, IsPlacementConnected: true));
            }
            else
            {
                _question!.SetException(new SidecarException(DaprFailure.TimedOut, "silent"));
            }
        }

        public async Task<SidecarMetadata> GetMetadataAsync(CancellationToken cancellationToken)
        {
            var question = new TaskCompletionSource<SidecarMetadata>(TaskCreationOptions.RunContinuationsAsynchronously);
            _questions.Writer.TryWrite(question);
            return await question.Task.WaitAsync(cancellationToken);
        }

        public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ShutdownAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
