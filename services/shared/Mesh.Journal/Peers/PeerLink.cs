using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Journal.Owners;
using Mesh.Journal.Store;
using Mesh.Peer.V1;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Peers;

/// <summary>
/// The calling side of one link: opens it again whenever it breaks, takes calls to the peer and gives back what became of them. Safe for
/// use by all threads.
/// </summary>
internal sealed class PeerLink : IAsyncDisposable
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(50);

    private readonly PeerKeys keys;
    private readonly JournalOptions options;
    private readonly IOwnedPartitions partitions;
    private readonly string service;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly GrpcChannel channel;
    private readonly ConcurrentDictionary<ulong, PendingCall> pending = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly SilenceLimit silence = new();
    private readonly Task running;
    private TaskCompletionSource wanted = NewSignal();
    private TaskCompletionSource tried = NewSignal();
    private Outbox<PassedCall>? outbox;
    private PeerState state = new();
    private ulong lastId;
    private long lastHeard;
    private volatile bool isOpen;

    public PeerLink(
        string address,
        PeerKeys keys,
        JournalOptions options,
        IOwnedPartitions partitions,
        string service,
        TimeProvider time,
        ILogger logger)
    {
        Address = address;
        this.keys = keys;
        this.options = options;
        this.partitions = partitions;
        this.service = service;
        this.time = time;
        this.logger = logger;
        channel = GrpcChannel.ForAddress($"http://{address}", new GrpcChannelOptions
        {
            // A client, not the bare handler: with that, the channel would back off by itself after a failed connection.
            HttpClient = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = PeerLimits.OpenTimeMax })
            {
                Timeout = Timeout.InfiniteTimeSpan,
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = PeerLimits.MessageBytesMax,
            MaxSendMessageSize = PeerLimits.MessageBytesMax,
        });
        running = Task.Run(KeepOpenAsync);
    }

    /// <summary>Where the peer is, as host:port.</summary>
    public string Address { get; }

    /// <summary>True when the peer is connected and can serve.</summary>
    public bool IsReachable => isOpen && state is { Sick: false, Stopping: false };

    /// <summary>Says why the peer is not used although it is connected; null when it can serve, or is not connected.</summary>
    public NotServedReason? Trouble =>
        !isOpen ? null
        : state.Stopping ? NotServedReason.Stopping
        : state.Sick ? NotServedReason.Sick
        : null;

    /// <summary>
    /// When the link is not open, has it opened at once, and waits until it is, or could not be, or for long enough: a peer that has just
    /// started is no reason to take its partitions over.
    /// </summary>
    public async ValueTask ContactAsync(CancellationToken cancellationToken)
    {
        if (!isOpen)
        {
            var trying = Volatile.Read(ref tried).Task;
            Volatile.Read(ref wanted).TrySetResult();
            await Task.WhenAny(trying, Task.Delay(PeerLimits.ContactMax, time, cancellationToken));
        }
    }

    /// <summary>Takes a call to the peer.</summary>
    /// <param name="call">The call; its number is given here.</param>
    /// <param name="cancellationToken">The client has given up.</param>
    public async Task<PeerAnswer> CallAsync(PassedCall call, CancellationToken cancellationToken)
    {
        await ContactAsync(cancellationToken);
        if (Trouble is { } trouble)
        {
            return new PeerAnswer.Declined(new NotServed { Reason = trouble });
        }

        if (!isOpen || Volatile.Read(ref outbox) is not { } sending)
        {
            return new PeerAnswer.Unreachable();
        }

        if (pending.Count >= PeerLimits.CallsMax)
        {
            return new PeerAnswer.Declined(new NotServed { Reason = NotServedReason.Busy });
        }

        call.Id = Interlocked.Increment(ref lastId);
        var waiting = new PendingCall();
        if (pending.IsEmpty)
        {
            // What was silent before had no reason to speak.
            Volatile.Write(ref lastHeard, time.GetTimestamp());
        }

        pending[call.Id] = waiting;
        sending.Add(call);
        if (!isOpen || outbox != sending)
        {
            // It broke in between, perhaps after everything that waited was told.
            waiting.TrySetResult(new PeerAnswer.Unreachable());
        }

        try
        {
            return await waiting.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            pending.TryRemove(call.Id, out _);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        channel.Dispose();
        stopping.Dispose();
    }

    private async Task KeepOpenAsync()
    {
        var backoff = NewBackoff();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await RunOnceAsync())
                {
                    backoff = NewBackoff();
                }

                Tried();
                await Task.WhenAny(backoff.WaitAsync(stopping.Token).AsTask(), wanted.Task);
                Volatile.Write(ref wanted, NewSignal());
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // Stopping.
            }
        }
    }

    /// <summary>Lets those go on that wait for the link to be opened, or not.</summary>
    private void Tried()
    {
        var ended = tried;
        Volatile.Write(ref tried, NewSignal());
        ended.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Backoff NewBackoff()
    {
        var seed = unchecked((ulong)Address.GetHashCode(StringComparison.Ordinal));
        return new Backoff(time, seed, PeerLimits.ReopenDelayMax, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Opens the link and keeps it until it breaks; false when it could not be opened.</summary>
    private async Task<bool> RunOnceAsync()
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var wasOpen = false;
        PeerAnswer ending = new PeerAnswer.Unreachable();
        try
        {
            using var call = new PeerLinkService.PeerLinkServiceClient(channel).Link(cancellationToken: ended.Token);
            var (ours, theirs) = (new PeerSeal(direction: 0, time), new PeerSeal(direction: 1, time));
            var welcome = await GreetAsync(call, ours, theirs, ended);
            var sending = new Outbox<PassedCall>();
            Open(sending);
            wasOpen = true;
            Log.PeerLinkOpen(logger, welcome.Replica, Address);
            var reading = ReadAsync(call.ResponseStream, theirs, ended.Token);
            var writing = WriteAsync(call.RequestStream, sending, ours, ended.Token);
            var watching = WatchAsync(ended.Token);
            var first = await Task.WhenAny(reading, writing, watching);
            if (first == watching && watching.IsCompletedSuccessfully)
            {
                ending = new PeerAnswer.Silent();
            }

            await ended.CancelAsync();
            await Task.WhenAll(reading, writing, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
            Gone(first == watching ? "it has fallen silent." : "it was closed by the peer.");
        }
        catch (Exception failure) when (failure is RpcException or IOException or OperationCanceledException or PeerRefusedException)
        {
            if (wasOpen)
            {
                Gone(failure.Message);
            }
        }
        catch (Exception failure)
        {
            // A bug. The link is opened again all the same: without it every call takes the partition over.
            Gone($"{failure}");
        }
        finally
        {
            Close(ending);
        }

        return wasOpen;
    }

    private void Gone(string problem)
    {
        if (!stopping.IsCancellationRequested)
        {
            Log.PeerLinkGone(logger, Address, problem);
        }
    }

    private async Task<Welcome> GreetAsync(
        AsyncDuplexStreamingCall<LinkRequest, LinkResponse> call, PeerSeal ours, PeerSeal theirs, CancellationTokenSource ended)
    {
        var nonce = RandomNumberGenerator.GetBytes(PeerLimits.NonceBytes);
        var hello = new Hello
        {
            Nonce = UnsafeByteOperations.UnsafeWrap(nonce),
            Service = service,
            Replica = options.Replica,
            Address = options.Address,
        };
        using var limit = new CancellationTokenSource(PeerLimits.OpenTimeMax, time);
        await using var late = limit.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), ended);
        await SendAsync(call.RequestStream, new LinkRequestContent { Hello = hello }, ours, ended.Token);
        theirs.Know(nonce, []);
        if (!await call.ResponseStream.MoveNext(ended.Token)
            || Read(call.ResponseStream.Current, theirs).Welcome is not { } welcome
            || welcome.Nonce.Length != PeerLimits.NonceBytes)
        {
            throw new PeerRefusedException(SealProblem.WrongContent);
        }

        ours.Know(nonce, welcome.Nonce.Span);
        theirs.Know(nonce, welcome.Nonce.Span);
        return welcome;
    }

    private void Open(Outbox<PassedCall> sending)
    {
        state = new PeerState();
        Volatile.Write(ref lastHeard, time.GetTimestamp());
        Volatile.Write(ref outbox, sending);
        isOpen = true;
        Tried();
    }

    private void Close(PeerAnswer answer)
    {
        var wasOpen = isOpen;
        isOpen = false;
        foreach (var waiting in pending.Values)
        {
            waiting.TrySetResult(answer);
        }

        if (wasOpen && !stopping.IsCancellationRequested)
        {
            partitions.OwnerLost(Address);
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<LinkResponse> responses, PeerSeal theirs, CancellationToken cancellationToken)
    {
        while (await responses.MoveNext(cancellationToken))
        {
            Hear();
            var content = Read(responses.Current, theirs);
            if (content.State is { } told)
            {
                Hear(told);
            }

            foreach (var result in content.Results)
            {
                if (pending.TryRemove(result.Id, out var waiting))
                {
                    waiting.TrySetResult(AnswerOf(result));
                }
            }

            foreach (var head in content.Heads)
            {
                partitions.HearOf((int)Math.Min(head.Partition, int.MaxValue), head.Sequence);
            }
        }
    }

    private void Hear()
    {
        var now = time.GetTimestamp();
        if (!pending.IsEmpty)
        {
            silence.Learn(time.GetElapsedTime(lastHeard, now));
        }

        Volatile.Write(ref lastHeard, now);
    }

    /// <summary>A peer that cannot serve does not answer what it has: its callers go elsewhere at once.</summary>
    private void Hear(PeerState told)
    {
        state = told;
        if (told.Sick)
        {
            foreach (var waiting in pending.Values)
            {
                waiting.TrySetResult(new PeerAnswer.Declined(new NotServed { Reason = NotServedReason.Sick }));
            }
        }

        if (told.Sick || told.Stopping)
        {
            partitions.OwnerLost(Address);
        }
    }

    private LinkResponseContent Read(LinkResponse message, PeerSeal theirs)
    {
        var problem = theirs.Check(keys.Valid, message.Number, message.TimeUnixNanos, message.Content.Span, message.Seal.Span);
        if (problem != SealProblem.None)
        {
            Log.PeerMessageRefused(logger, Address, problem);
            throw new PeerRefusedException(problem);
        }

        return LinkResponseContent.Parser.ParseFrom(message.Content);
    }

    private async Task WriteAsync(
        IClientStreamWriter<LinkRequest> requests, Outbox<PassedCall> sending, PeerSeal ours, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await sending.WhenAdded().WaitAsync(cancellationToken);
            var content = new LinkRequestContent();
            var bytes = 0;
            foreach (var call in sending.TakeAll())
            {
                var callBytes = call.CalculateSize();
                if (bytes > 0 && bytes + callBytes > PeerLimits.ContentBytesMax)
                {
                    await SendAsync(requests, content, ours, cancellationToken);
                    (content, bytes) = (new LinkRequestContent(), 0);
                }

                content.Calls.Add(call);
                bytes += callBytes;
            }

            await SendAsync(requests, content, ours, cancellationToken);
        }
    }

    private async Task SendAsync(
        IClientStreamWriter<LinkRequest> requests, LinkRequestContent content, PeerSeal ours, CancellationToken cancellationToken)
    {
        var bytes = content.ToByteArray();
        var (number, sealedAt, seal) = ours.Close(keys.Valid[0], bytes);
        await requests.WriteAsync(
            new LinkRequest
            {
                Number = number,
                TimeUnixNanos = sealedAt,
                Content = UnsafeByteOperations.UnsafeWrap(bytes),
                Seal = UnsafeByteOperations.UnsafeWrap(seal),
            },
            cancellationToken);
    }

    /// <summary>Ends when the peer has been silent for too long. A watch that is late itself has no opinion.</summary>
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var period = new PeriodicTimer(WatchPeriod, time);
        var lastLook = time.GetTimestamp();
        while (await period.WaitForNextTickAsync(cancellationToken))
        {
            var now = time.GetTimestamp();
            var late = time.GetElapsedTime(lastLook, now) - WatchPeriod;
            lastLook = now;
            if (late > PeerLimits.PulsePeriod)
            {
                // This process stood still, or has no time: what the peer sent meanwhile is still to be read.
                Volatile.Write(ref lastHeard, now);
                continue;
            }

            var limit = pending.IsEmpty ? PeerLimits.IdleSilenceMax : silence.Current;
            if (time.GetElapsedTime(Volatile.Read(ref lastHeard), now) > limit)
            {
                return;
            }
        }
    }

    private static PeerAnswer AnswerOf(CallResult result) => result.OutcomeCase switch
    {
        CallResult.OutcomeOneofCase.Response => new PeerAnswer.Answered(result.Response),
        CallResult.OutcomeOneofCase.Refusal => new PeerAnswer.Refused(RefusalOf(result.Refusal)),
        CallResult.OutcomeOneofCase.NotServed => new PeerAnswer.Declined(result.NotServed),
        _ => new PeerAnswer.Unreachable(),
    };

    private static RpcException RefusalOf(Refusal refusal)
    {
        var trailers = new Metadata();
        if (!refusal.Details.IsEmpty)
        {
            trailers.Add("grpc-status-details-bin", refusal.Details.ToByteArray());
        }

        return new RpcException(new Grpc.Core.Status((StatusCode)refusal.Code, refusal.Message), trailers);
    }

    private sealed class PendingCall() : TaskCompletionSource<PeerAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
}
