using Grpc.Core;
using Grpc.Core.Interceptors;
using Mesh.Journal.Peers;
using Mesh.Ledger.Service.Endpoints;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Tests.Endpoints;

/// <summary>Readers of streams that take nothing: what the server holds for them is bounded.</summary>
public sealed class SlowReaderTests : IAsyncLifetime
{
    private const int MessageCount = 100;

    private LedgerHost host = null!;
    private LedgerPartitions partitions = null!;

    public async ValueTask InitializeAsync()
    {
        host = await LedgerHost.StartAsync();
        partitions = new LedgerPartitions(host.Partitions);
        await host.Client.CreateAccountsAsync(Wire.Accounts(Wire.Account(1), Wire.Account(2)));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task StreamTransfers_ReaderTakesNothing_ReadsNoMoreThanTheLimit()
    {
        var requests = new CountingReader();
        var responses = new BlockedWriter<StreamTransfersResponse>();
        var calls = new StreamedCalls(new Lazy<Interceptor?>((Interceptor?)null), [], host.Time);
        var running = new StreamTransfersCall(partitions, calls, requests, responses, Context()).RunAsync(CancellationToken.None);

        await responses.Asked;
        await requests.HasRead(StreamTransfersCall.MessagesMax);
        var readWhileBlocked = requests.Count;
        responses.Release();
        await running;

        Assert.Equal(StreamTransfersCall.MessagesMax, readWhileBlocked);
        Assert.Equal((MessageCount, MessageCount), (requests.Count, responses.Count));
        Assert.Equal(1, responses.AtOnceMax);
    }

    [Fact]
    public async Task StreamEvents_ReaderTakesNothing_OneAnswerIsMade()
    {
        for (var number = 1; number <= 200; number++)
        {
            await host.Client.CreateTransfersAsync(Wire.Transfers(Wire.Single(number, 1, 2, 1)));
        }

        var responses = new BlockedWriter<StreamEventsResponse>();
        using var gone = new CancellationTokenSource();
        var running = StreamEventsCall.RunAsync(
            new StreamEventsRequest { Book = Some.Book }, partitions, responses, CancellationToken.None, gone.Token);

        await responses.Asked;
        Assert.Equal(1, responses.AskedCount);
        Assert.False(running.IsCompleted);
        responses.Release();
        await responses.HasTaken(events: 202, response => response.Events.Count);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal(1, responses.AtOnceMax);
    }

    private static PeerCallContext Context() =>
        new("/mesh.ledger.v1.LedgerStreamService/StreamTransfers", "test", [], DateTime.MaxValue, CancellationToken.None);

    /// <summary>A client that has many messages ready at once.</summary>
    private sealed class CountingReader : IAsyncStreamReader<StreamTransfersRequest>
    {
        private readonly TaskCompletionSource limit = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count { get; private set; }

        public StreamTransfersRequest Current => new()
        {
            Number = (ulong)Count,
            Create = Wire.Transfers(Wire.Single(Count, 1, 2, 1)),
        };

        public Task HasRead(int count) => Count >= count ? Task.CompletedTask : limit.Task;

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (Count == MessageCount)
            {
                return Task.FromResult(false);
            }

            Count++;
            if (Count == StreamTransfersCall.MessagesMax)
            {
                limit.TrySetResult();
            }

            return Task.FromResult(true);
        }
    }

    /// <summary>A client that takes no answer until it is told to.</summary>
    private sealed class BlockedWriter<T> : IServerStreamWriter<T>
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<T> all = [];
        private int atOnce;
        private int askedCount;

        public WriteOptions? WriteOptions { get; set; }

        public Task Asked => asked.Task;

        public int AskedCount => Volatile.Read(ref askedCount);

        public int AtOnceMax { get; private set; }

        public int Count
        {
            get
            {
                lock (all)
                {
                    return all.Count;
                }
            }
        }

        public void Release() => released.TrySetResult();

        public async Task HasTaken(int events, Func<T, int> countOf)
        {
            while (true)
            {
                Task next;
                lock (all)
                {
                    if (all.Sum(countOf) >= events)
                    {
                        return;
                    }

                    next = taken.Task;
                }

                await next.WaitAsync(TestContext.Current.CancellationToken);
            }
        }

        public async Task WriteAsync(T message)
        {
            Interlocked.Increment(ref askedCount);
            AtOnceMax = Math.Max(AtOnceMax, Interlocked.Increment(ref atOnce));
            asked.TrySetResult();
            await released.Task;
            Interlocked.Decrement(ref atOnce);
            lock (all)
            {
                all.Add(message);
                taken.TrySetResult();
                taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public Task WriteAsync(T message, CancellationToken cancellationToken) => WriteAsync(message);
    }
}
