using Grpc.Core;
using Mesh.Sidecar.Actors;
using Mesh.Sidecar.Errors;
using Mesh.Sidecar.V1;

namespace Mesh.Sidecar.Faults;

/// <summary>Serves the control port: <c>mesh.sidecar.v1.FaultService</c>.</summary>
internal sealed class FaultEndpoint(FaultBoard faults, Placement placement) : FaultService.FaultServiceBase
{
    private const uint PercentMax = 100;
    private static readonly TimeSpan DelayMax = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public override Task<SetPlacementResponse> SetPlacement(SetPlacementRequest request, ServerCallContext context)
    {
        placement.SetLost(request.Lost);
        return Task.FromResult(new SetPlacementResponse());
    }

    /// <inheritdoc/>
    public override Task<StallActorStreamResponse> StallActorStream(StallActorStreamRequest request, ServerCallContext context)
    {
        var replica = Find(request.Replica);
        if (request.Stalled)
        {
            replica.StallStream();
        }
        else
        {
            replica.ResumeStream();
        }

        return Task.FromResult(new StallActorStreamResponse());
    }

    /// <inheritdoc/>
    public override Task<StallSidecarResponse> StallSidecar(StallSidecarRequest request, ServerCallContext context)
    {
        var replica = Find(request.Replica);
        if (request.Stalled)
        {
            replica.StallSidecar();
        }
        else
        {
            replica.ResumeSidecar();
        }

        return Task.FromResult(new StallSidecarResponse());
    }

    /// <inheritdoc/>
    public override Task<KillSidecarResponse> KillSidecar(KillSidecarRequest request, ServerCallContext context)
    {
        var replica = Find(request.Replica);
        if (request.Killed)
        {
            replica.KillSidecar();
        }
        else
        {
            replica.StartSidecar();
        }

        return Task.FromResult(new KillSidecarResponse());
    }

    /// <inheritdoc/>
    public override Task<MoveActorResponse> MoveActor(MoveActorRequest request, ServerCallContext context)
    {
        var host = Find(request.Replica).Host;
        if (!host.Hosts(request.ActorType))
        {
            throw DaprErrors.Plain(StatusCode.FailedPrecondition, $"{host.Name} does not host {request.ActorType}");
        }

        placement.Assign(new ActorAddress(request.ActorType, request.ActorId), host);
        return Task.FromResult(new MoveActorResponse());
    }

    /// <inheritdoc/>
    public override Task<SetStateFaultResponse> SetStateFault(SetStateFaultRequest request, ServerCallContext context)
    {
        Require(request.Store.Length > 0, "store: name the component");
        var isDelay = request.Kind is StateFaultKind.DelayBefore or StateFaultKind.DelayAfter;
        var delay = request.Delay?.ToTimeSpan() ?? TimeSpan.Zero;
        Require(!isDelay || (delay > TimeSpan.Zero && delay <= DelayMax), "delay: above 0 to 1 hour");
        faults.SetState(request.Store, request.Kind == StateFaultKind.Unspecified
            ? null
            : new StateFault(request.Kind, request.KeyContains, delay, Draw(request.Percent, request.Count)));
        return Task.FromResult(new SetStateFaultResponse());
    }

    /// <inheritdoc/>
    public override Task<SetDeliveryFaultResponse> SetDeliveryFault(SetDeliveryFaultRequest request, ServerCallContext context)
    {
        Require(request.Pubsub.Length > 0, "pubsub: name the component");
        Require(request.Topic.Length > 0, "topic: name the topic");
        faults.SetDelivery(request.Pubsub, request.Topic, request.Kind == DeliveryFaultKind.Unspecified
            ? null
            : new DeliveryFault(request.Kind, Draw(request.Percent, request.Count)));
        return Task.FromResult(new SetDeliveryFaultResponse());
    }

    /// <inheritdoc/>
    public override Task<ClearFaultsResponse> ClearFaults(ClearFaultsRequest request, ServerCallContext context)
    {
        faults.Clear();
        placement.SetLost(lost: false);
        placement.Unassign();
        foreach (var replica in faults.Replicas)
        {
            replica.ResumeStream();
            replica.ResumeSidecar();
            replica.StartSidecar();
        }

        return Task.FromResult(new ClearFaultsResponse());
    }

    private static FaultDraw Draw(uint percent, uint count)
    {
        Require(percent <= PercentMax, "percent: from 1 to 100");
        return new FaultDraw(percent == 0 ? PercentMax : percent, count);
    }

    private ReplicaFaults Find(Replica? replica) =>
        faults.Find(replica?.AppId ?? "", replica?.Index ?? 0)
        ?? throw DaprErrors.Plain(StatusCode.NotFound, $"the run has no replica {replica?.Index ?? 0} of app '{replica?.AppId}'");

    private static void Require(bool isMet, string problem)
    {
        if (!isMet)
        {
            throw DaprErrors.Plain(StatusCode.InvalidArgument, problem);
        }
    }
}
