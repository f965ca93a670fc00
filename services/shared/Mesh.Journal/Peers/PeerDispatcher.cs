using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Mesh.Journal.Owners;
using Mesh.Journal.V1;
using Mesh.Peer.V1;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Status = Mesh.Peer.V1.Refusal;

namespace Mesh.Journal.Peers;

/// <summary>
/// Serves the calls that peers pass on: as the owner of their partition, or not at all. What is passed on is never passed on again from
/// here; the sender is told who the owner is.
/// </summary>
internal sealed class PeerDispatcher(
    PeerMethods methods,
    IOwnedPartitions partitions,
    SidecarWatch sidecar,
    IEnumerable<Interceptor> interceptors,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger logger)
{
    private const string DetailsTrailer = "grpc-status-details-bin";
    private readonly IReadOnlyList<Interceptor> interceptors = [.. interceptors];

    /// <summary>True once this replica has begun to stop.</summary>
    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Serves a call. Never throws.</summary>
    public async Task<CallResult> ServeAsync(PassedCall call, string peer, CancellationToken cancellationToken)
    {
        if (WhyNot(call) is { } reason)
        {
            return NotServed(call, reason);
        }

        if (methods.Find(call.Method) is not { } method)
        {
            return Refused(call, StatusCode.Unimplemented, $"This replica does not know {call.Method}.");
        }

        if (method.Route.IsWrite && !await OwnsAsync(call))
        {
            return NotServed(call, NotServedReason.NotOwner);
        }

        return await CallAsync(method, call, peer, cancellationToken);
    }

    private NotServedReason? WhyNot(PassedCall call) =>
        IsStopping ? NotServedReason.Stopping
        : sidecar.IsSick ? NotServedReason.Sick
        : call.Partition >= partitions.Count ? NotServedReason.NotOwner
        : null;

    private async Task<bool> OwnsAsync(PassedCall call)
    {
        var number = (int)call.Partition;
        if (call.TakeOver && !partitions.OwnerOf(number).IsHere)
        {
            try
            {
                Log.TakesOver(logger, number, ClaimReason.OwnerSick);
                await partitions.OwnAsync(number, ClaimReason.OwnerSick);
            }
            catch (Kernel.ServiceUnavailableException trouble)
            {
                Log.TakeoverFailed(logger, trouble, number);
            }
        }

        return partitions.OwnerOf(number).IsHere;
    }

    private async Task<CallResult> CallAsync(PeerMethod method, PassedCall call, string peer, CancellationToken cancellationToken)
    {
        var limit = call.TimeLeftMillis == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(call.TimeLeftMillis);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limit);
        var headers = PassedHeaders.Read(call.Headers);
        var deadline = call.TimeLeftMillis == 0 ? DateTime.MaxValue : time.GetUtcNow().UtcDateTime + limit;
        using var trace = BeginTrace(headers);
        var sick = sidecar.Sickness;
        try
        {
            var context = new PeerCallContext(call.Method, peer, headers, deadline, limited.Token);
            var response = await method.CallAsync(call.Request, interceptors, context).WaitAsync(sick);
            return new CallResult { Id = call.Id, Response = response };
        }
        catch (OperationCanceledException) when (sick.IsCancellationRequested)
        {
            return NotServed(call, NotServedReason.Sick);
        }
        catch (Exception) when (limited.IsCancellationRequested)
        {
            // Its time is over, or the sender is gone: in either case the client hears of it from its own side.
            return Refused(call, StatusCode.DeadlineExceeded, "The time of the call is over.");
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.Unavailable && HasMoved(method, call))
        {
            return NotServed(call, NotServedReason.NotOwner);
        }
        catch (RpcException refusal)
        {
            return Refused(call, refusal.StatusCode, refusal.Status.Detail, refusal.Trailers.GetValueBytes(DetailsTrailer));
        }
        catch (InvalidProtocolBufferException malformed)
        {
            return Refused(call, StatusCode.Internal, malformed.Message);
        }
        catch (Exception failure)
        {
            Log.PassedCallFailed(logger, failure, call.Method);
            return Refused(call, StatusCode.Internal, "The owner of the partition failed unexpectedly.");
        }
    }

    private bool HasMoved(PeerMethod method, PassedCall call) =>
        IsStopping || (method.Route.IsWrite && !partitions.OwnerOf((int)call.Partition).IsHere);

    private CallResult NotServed(PassedCall call, NotServedReason reason)
    {
        var owner = call.Partition < partitions.Count ? partitions.OwnerOf((int)call.Partition) : default;
        return new CallResult
        {
            Id = call.Id,
            NotServed = new NotServed
            {
                Reason = IsStopping ? NotServedReason.Stopping : reason,
                OwnerReplica = owner.Writer?.Replica ?? "",
                OwnerAddress = owner.Writer?.Address ?? "",
                Head = owner.Sequence,
            },
        };
    }

    private static CallResult Refused(PassedCall call, StatusCode code, string message, byte[]? details = null) => new()
    {
        Id = call.Id,
        Refusal = new Status
        {
            Code = (uint)code,
            Message = message,
            Details = details is null ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(details),
        },
    };

    /// <summary>Continues the client's trace: what the call does here belongs to it.</summary>
    private static Activity? BeginTrace(Metadata headers)
    {
        if (headers.GetValue("traceparent") is not { } parent)
        {
            return null;
        }

        var activity = new Activity("mesh.peer.Serve").SetParentId(parent);
        activity.TraceStateString = headers.GetValue("tracestate");
        return activity.Start();
    }
}
