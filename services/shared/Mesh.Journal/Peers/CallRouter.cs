using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Mesh.Journal.Owners;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Mesh.Peer.V1;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Peers;

/// <summary>
/// Takes each call to where it can be served. A write goes to the owner of its partition: here when that is this replica, else over the
/// peer link. An owner that cannot be reached, is silent, sick or stopping is replaced: this replica takes the partition over and serves
/// the call itself. It never tries yet another replica because of a timeout, for the last writer is usually the one that died. A call whose
/// partition went elsewhere while it was served goes after it; repeating it is harmless, since every write carries its identifiers. When
/// the own sidecar is silent, every call goes to a peer that is well. Runs outside all other interceptors: what it brings back is the final
/// answer.
/// </summary>
internal sealed class CallRouter(
    PeerMethods methods,
    IOwnedPartitions partitions,
    PeerLinks links,
    SidecarWatch sidecar,
    PeerMeters meters,
    TimeProvider time,
    ILogger logger) : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (!links.TakeCalls || methods.Find(context.Method) is not { } method)
        {
            return continuation(request, context);
        }

        var message = (IMessage)request;
        var number = partitions.NumberOf(method.Route.TenantOf(message));
        var isHere = !method.Route.IsWrite || partitions.OwnerOf(number).IsHere;
        if (!isHere || sidecar.IsSick)
        {
            return RouteAsync(new Routed(method, number, message, context), request, continuation);
        }

        var answer = continuation(request, context);
        return answer.IsCompletedSuccessfully
            ? answer
            : FinishAsync(answer, new Routed(method, number, message, context), request, continuation);
    }

    /// <summary>Waits for an answer from here; when it turns out that it is not to be had here, goes where it is.</summary>
    private async Task<TResponse> FinishAsync<TRequest, TResponse>(
        Task<TResponse> answer, Routed call, TRequest request, UnaryServerMethod<TRequest, TResponse> continuation)
        where TRequest : class
        where TResponse : class =>
        await HereAsync(answer, call, isLast: false) ?? await RouteAsync(call, request, continuation);

    /// <summary>Waits for an answer from here; null when it is not to be had here any more.</summary>
    private async Task<TResponse?> HereAsync<TResponse>(Task<TResponse> answer, Routed call, bool isLast)
        where TResponse : class
    {
        // Without a peer that is well there is nothing to gain by not waiting.
        var sick = isLast || sidecar.IsSick ? CancellationToken.None : sidecar.Sickness;
        try
        {
            return await answer.WaitAsync(sick);
        }
        catch (OperationCanceledException) when (sick.IsCancellationRequested && !call.Context.CancellationToken.IsCancellationRequested)
        {
            // It may still be answered here, to nobody; the peer answers the same, by the same identifiers.
            Forget(answer);
            return null;
        }
        catch (RpcException moved) when (!isLast && moved.StatusCode == StatusCode.Unavailable && HasMoved(call))
        {
            meters.HandedOver();
            return null;
        }
    }

    private bool HasMoved(Routed call) => call.Method.Route.IsWrite && !partitions.OwnerOf(call.Number).IsHere;

    private async Task<TResponse> RouteAsync<TRequest, TResponse>(
        Routed call, TRequest request, UnaryServerMethod<TRequest, TResponse> continuation)
        where TRequest : class
        where TResponse : class
    {
        try
        {
            for (var round = 1; ; round++)
            {
                if (await ElsewhereAsync(call) is { } passed)
                {
                    return Answer<TResponse>(call, passed);
                }

                var isLast = round == PeerLimits.RoundsMax;
                if (await HereAsync(continuation(request, call.Context), call, isLast) is { } answer)
                {
                    return answer;
                }
            }
        }
        catch (OperationCanceledException) when (call.Context.CancellationToken.IsCancellationRequested)
        {
            // The server has said DEADLINE_EXCEEDED already when the time limit was the cause; else nobody listens.
            throw new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
        }
    }

    /// <summary>Gets the answer of another replica; null when this one is to serve the call.</summary>
    private async Task<Passed?> ElsewhereAsync(Routed call)
    {
        if (sidecar.IsSick && links.ToAnyReachable() is { } well
            && await PassAsync(well, call, takeOver: true) is { IsFinal: true } passed)
        {
            return passed;
        }

        return call.Method.Route.IsWrite ? await FollowOwnerAsync(call) : null;
    }

    /// <summary>Takes a call to the owner. Null when this replica is the owner in the end, or could not become it.</summary>
    private async Task<Passed?> FollowOwnerAsync(Routed call)
    {
        string? redirect = null;
        var hasCaughtUp = false;
        var reason = ClaimReason.Ownerless;
        for (var hop = 0; hop < PeerLimits.HopsMax; hop++)
        {
            var owner = partitions.OwnerOf(call.Number);
            if (owner.IsHere)
            {
                return null;
            }

            if (links.To(redirect ?? owner.Writer?.Address ?? "") is not { } link)
            {
                // This replica wrote last, as far as it knows: it may have lost a race just now and not have read to whom.
                if (hasCaughtUp || !await TryCatchUpAsync(call))
                {
                    break;
                }

                hasCaughtUp = true;
                redirect = null;
                continue;
            }

            var passed = await PassAsync(link, call, takeOver: false);
            if (passed.IsFinal)
            {
                return passed;
            }

            if (passed.Answer is not PeerAnswer.Declined { Why: { Reason: NotServedReason.NotOwner } why })
            {
                reason = ReasonOf(passed.Answer);
                break;
            }

            meters.HandedOver();
            redirect = await NewOwnerAsync(call, why, link.Address);
            if (redirect is null)
            {
                break;
            }
        }

        await TakeOverAsync(call, reason);
        return null;
    }

    /// <summary>Finds out who owns a partition after its owner has said that it does not; null when nobody does.</summary>
    private async Task<string?> NewOwnerAsync(Routed call, NotServed why, string asked)
    {
        if (partitions.OwnerOf(call.Number).Sequence < why.Head && !await TryCatchUpAsync(call))
        {
            // What the peer says is as good as what could not be read.
            return why.OwnerAddress == asked ? null : why.OwnerAddress;
        }

        var writer = partitions.OwnerOf(call.Number).Writer?.Address ?? "";
        return writer == asked ? null : writer;
    }

    private async Task<bool> TryCatchUpAsync(Routed call)
    {
        try
        {
            await partitions.CatchUpAsync(call.Number, call.Context.CancellationToken);
            return true;
        }
        catch (ServiceUnavailableException trouble)
        {
            Log.OwnerUnknown(logger, trouble, call.Number);
            return false;
        }
    }

    private async Task TakeOverAsync(Routed call, ClaimReason reason)
    {
        try
        {
            meters.TookOver(reason);
            Log.TakesOver(logger, call.Number, reason);
            await partitions.OwnAsync(call.Number, reason).WaitAsync(call.Context.CancellationToken);
        }
        catch (ServiceUnavailableException trouble)
        {
            // The service itself says so to the caller, in its own words: it is asked all the same.
            Log.TakeoverFailed(logger, trouble, call.Number);
        }
    }

    private async Task<Passed> PassAsync(PeerLink link, Routed call, bool takeOver)
    {
        var passed = new PassedCall
        {
            Method = call.Context.Method,
            Request = call.RequestBytes,
            Partition = (uint)call.Number,
            TimeLeftMillis = TimeLeft(call.Context.Deadline),
            TakeOver = takeOver,
        };
        PassedHeaders.Copy(call.Context.RequestHeaders, passed.Headers);
        var began = time.GetTimestamp();
        var answer = await link.CallAsync(passed, call.Context.CancellationToken);
        meters.Passed(answer.GetType().Name, time.GetElapsedTime(began));
        return new Passed(answer);
    }

    private uint TimeLeft(DateTime deadline)
    {
        if (deadline == DateTime.MaxValue)
        {
            return 0;
        }

        var left = (deadline - time.GetUtcNow().UtcDateTime).TotalMilliseconds;
        return (uint)Math.Clamp(left, 1, uint.MaxValue);
    }

    private static TResponse Answer<TResponse>(Routed call, Passed passed)
        where TResponse : class => passed.Answer switch
        {
            PeerAnswer.Answered answered => (TResponse)call.Method.Response.ParseFrom(answered.Response),
            PeerAnswer.Refused refused => throw refused.Refusal,
            var other => throw new System.Diagnostics.UnreachableException($"{other} is not final."),
        };

    private static ClaimReason ReasonOf(PeerAnswer answer) => answer switch
    {
        PeerAnswer.Unreachable => ClaimReason.OwnerUnreachable,
        PeerAnswer.Silent => ClaimReason.OwnerSilent,
        PeerAnswer.Declined { Why.Reason: NotServedReason.Sick } => ClaimReason.OwnerSick,
        PeerAnswer.Declined { Why.Reason: NotServedReason.Stopping } => ClaimReason.OwnerStopping,
        _ => ClaimReason.Unspecified,
    };

    /// <summary>Nobody waits for this any more; how it ends is known by then, or does not matter.</summary>
    private static void Forget(Task answer) => answer.ContinueWith(
        static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>A call on its way.</summary>
    private sealed class Routed(PeerMethod method, int number, IMessage request, ServerCallContext context)
    {
        private ByteString? bytes;

        public PeerMethod Method => method;

        public int Number => number;

        public ServerCallContext Context => context;

        public ByteString RequestBytes => bytes ??= request.ToByteString();
    }

    /// <summary>What came back from a peer.</summary>
    private readonly record struct Passed(PeerAnswer Answer)
    {
        public bool IsFinal => Answer is PeerAnswer.Answered or PeerAnswer.Refused;
    }
}
