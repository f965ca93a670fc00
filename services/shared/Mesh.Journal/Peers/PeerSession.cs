using Google.Protobuf;
using Grpc.Core;
using Mesh.Journal.Owners;
using Mesh.Kernel;
using Mesh.Peer.V1;

namespace Mesh.Journal.Peers;

/// <summary>The called side of one link: checks who calls, serves the calls, and shows that it lives.</summary>
internal sealed class PeerSession(
    PeerDispatcher dispatcher,
    PeerKeys keys,
    JournalOptions options,
    IOwnedPartitions partitions,
    SidecarWatch sidecar,
    string service,
    PeerMeters meters,
    TimeProvider time)
{
    private readonly PeerSeal theirs = new(direction: 0, time);
    private readonly PeerSeal ours = new(direction: 1, time);
    private readonly Outbox<CallResult> results = new();
    private readonly ulong[] toldHeads = new ulong[partitions.Count];
    private PeerState told = new();
    private int inFlight;
    private int pulsesSkipped;

    /// <summary>Serves the link until the caller closes it or this replica stops.</summary>
    /// <exception cref="PeerRefusedException">A message was not what a peer sends.</exception>
    public async Task RunAsync(
        IAsyncStreamReader<LinkRequest> requests,
        IServerStreamWriter<LinkResponse> responses,
        string peer,
        Action<string> met,
        CancellationToken cancellationToken)
    {
        var hello = await WelcomeAsync(requests, responses, cancellationToken);
        met(hello.Address);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = WriteAsync(responses, ended.Token);
        var reading = ReadAsync(requests, peer, ended.Token);
        var first = await Task.WhenAny(reading, writing);
        await ended.CancelAsync();
        await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task ReadAsync(IAsyncStreamReader<LinkRequest> requests, string peer, CancellationToken cancellationToken)
    {
        while (await requests.MoveNext(cancellationToken))
        {
            foreach (var call in Open(requests.Current).Calls)
            {
                _ = ServeAsync(call, peer, cancellationToken);
            }
        }
    }

    private async Task<Hello> WelcomeAsync(
        IAsyncStreamReader<LinkRequest> requests, IServerStreamWriter<LinkResponse> responses, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(PeerLimits.OpenTimeMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        if (!await requests.MoveNext(either.Token) || Open(requests.Current).Hello is not { } hello
            || hello.Service != service || hello.Nonce.Length != PeerLimits.NonceBytes)
        {
            throw Refuse(SealProblem.WrongContent);
        }

        var nonce = System.Security.Cryptography.RandomNumberGenerator.GetBytes(PeerLimits.NonceBytes);
        ours.Know(hello.Nonce.Span, []);
        await SendAsync(
            responses,
            new LinkResponseContent { Welcome = new Welcome { Nonce = UnsafeByteOperations.UnsafeWrap(nonce), Replica = options.Replica } },
            cancellationToken);
        ours.Know(hello.Nonce.Span, nonce);
        theirs.Know(hello.Nonce.Span, nonce);
        return hello;
    }

    private LinkRequestContent Open(LinkRequest message)
    {
        var problem = theirs.Check(keys.Valid, message.Number, message.TimeUnixNanos, message.Content.Span, message.Seal.Span);
        if (problem != SealProblem.None)
        {
            throw Refuse(problem);
        }

        try
        {
            return LinkRequestContent.Parser.ParseFrom(message.Content);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Refuse(SealProblem.WrongContent);
        }
    }

    private PeerRefusedException Refuse(SealProblem problem)
    {
        meters.Refused(problem);
        return new PeerRefusedException(problem);
    }

    private async Task ServeAsync(PassedCall call, string peer, CancellationToken cancellationToken)
    {
        var count = Interlocked.Increment(ref inFlight);
        try
        {
            results.Add(count > PeerLimits.CallsMax
                ? new CallResult { Id = call.Id, NotServed = new NotServed { Reason = NotServedReason.Busy } }
                : await dispatcher.ServeAsync(call, peer, cancellationToken));
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }

    /// <summary>Sends results as they come, and a sign of life when none do. Ends the link once this replica stops and nothing is left.
    /// </summary>
    private async Task WriteAsync(IServerStreamWriter<LinkResponse> responses, CancellationToken cancellationToken)
    {
        using var pulse = new PeriodicTimer(PeerLimits.PulsePeriod, time);
        var tick = pulse.WaitForNextTickAsync(cancellationToken).AsTask();
        sidecar.Changed += results.Wake;
        try
        {
            while (!(dispatcher.IsStopping && told.Stopping && Volatile.Read(ref inFlight) == 0))
            {
                await Task.WhenAny(results.WhenAdded(), tick);
                var isPulse = tick.IsCompletedSuccessfully;
                cancellationToken.ThrowIfCancellationRequested();
                tick = tick.IsCompleted ? pulse.WaitForNextTickAsync(cancellationToken).AsTask() : tick;
                await SendNewsAsync(responses, isPulse, cancellationToken);
            }
        }
        finally
        {
            sidecar.Changed -= results.Wake;
        }
    }

    private async Task SendNewsAsync(IServerStreamWriter<LinkResponse> responses, bool isPulse, CancellationToken cancellationToken)
    {
        var content = new LinkResponseContent();
        var state = new PeerState { Sick = sidecar.IsSick, Stopping = dispatcher.IsStopping };
        if (!state.Equals(told))
        {
            content.State = told = state;
        }

        if (isPulse)
        {
            AddHeads(content);
        }

        var isDue = isPulse && (Volatile.Read(ref inFlight) > 0 || ++pulsesSkipped >= PeerLimits.IdlePulses);
        foreach (var part in Split(results.TakeAll(), content))
        {
            if (isDue || part.Results.Count > 0 || part.State is not null || part.Heads.Count > 0)
            {
                pulsesSkipped = 0;
                await SendAsync(responses, part, cancellationToken);
            }
        }
    }

    private void AddHeads(LinkResponseContent content)
    {
        for (var number = 0; number < toldHeads.Length; number++)
        {
            var owner = partitions.OwnerOf(number);
            if (owner.IsHere && owner.Sequence != toldHeads[number])
            {
                toldHeads[number] = owner.Sequence;
                content.Heads.Add(new PartitionHead { Partition = (uint)number, Sequence = owner.Sequence });
            }
        }
    }

    /// <summary>Cuts results so that no message becomes too large; the first part is there even when there are none.</summary>
    private static IEnumerable<LinkResponseContent> Split(List<CallResult> items, LinkResponseContent first)
    {
        var (part, bytes) = (first, 0);
        foreach (var item in items)
        {
            var itemBytes = item.CalculateSize();
            if (bytes > 0 && bytes + itemBytes > PeerLimits.ContentBytesMax)
            {
                yield return part;
                (part, bytes) = (new LinkResponseContent(), 0);
            }

            part.Results.Add(item);
            bytes += itemBytes;
        }

        yield return part;
    }

    private async Task SendAsync(
        IServerStreamWriter<LinkResponse> responses, LinkResponseContent content, CancellationToken cancellationToken)
    {
        var bytes = content.ToByteArray();
        var (number, sealedAt, seal) = ours.Close(keys.Valid[0], bytes);
        await responses.WriteAsync(
            new LinkResponse
            {
                Number = number,
                TimeUnixNanos = sealedAt,
                Content = UnsafeByteOperations.UnsafeWrap(bytes),
                Seal = UnsafeByteOperations.UnsafeWrap(seal),
            },
            cancellationToken);
    }
}
