using Dapr.Proto.Common.V1;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Sidecar.Errors;
using Mesh.Sidecar.Invocation;
using DaprBase = Dapr.Proto.Runtime.V1.Dapr.DaprBase;

namespace Mesh.Sidecar.Hosting;

/// <summary>Dapr's gRPC API of one app's sidecar: the table of contents, one line a method.</summary>
internal sealed class DaprEndpoint(BuildingBlocks blocks) : DaprBase
{
    public override Task<InvokeResponse> InvokeService(InvokeServiceRequest request, ServerCallContext context) =>
        blocks.Invoke.InvokeAsync(request, context);

    public override Task<GetStateResponse> GetState(GetStateRequest request, ServerCallContext context) =>
        blocks.State.GetAsync(request, context.CancellationToken);

    public override Task<GetBulkStateResponse> GetBulkState(GetBulkStateRequest request, ServerCallContext context) =>
        blocks.State.GetBulkAsync(request, context.CancellationToken);

    public override Task<Empty> SaveState(SaveStateRequest request, ServerCallContext context) =>
        blocks.State.SaveAsync(request, context.CancellationToken);

    public override Task<Empty> DeleteState(DeleteStateRequest request, ServerCallContext context) =>
        blocks.State.DeleteAsync(request, context.CancellationToken);

    public override Task<Empty> DeleteBulkState(DeleteBulkStateRequest request, ServerCallContext context) =>
        blocks.State.DeleteBulkAsync(request, context.CancellationToken);

    public override Task<Empty> ExecuteStateTransaction(ExecuteStateTransactionRequest request, ServerCallContext context) =>
        blocks.State.TransactAsync(request, context.CancellationToken);

    public override Task<QueryStateResponse> QueryStateAlpha1(QueryStateRequest request, ServerCallContext context) =>
        throw DaprErrors.NotServed(nameof(QueryStateAlpha1));

    public override Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context) =>
        blocks.Publish.PublishAsync(request, context.RequestHeaders, context.CancellationToken);

    public override Task<BulkPublishResponse> BulkPublishEvent(BulkPublishRequest request, ServerCallContext context) =>
        blocks.Publish.PublishBulkAsync(request, context.RequestHeaders, context.CancellationToken);

    public override Task<BulkPublishResponse> BulkPublishEventAlpha1(BulkPublishRequest request, ServerCallContext context) =>
        BulkPublishEvent(request, context);

    public override Task SubscribeTopicEventsAlpha1(IAsyncStreamReader<SubscribeTopicEventsRequestAlpha1> requestStream,
        IServerStreamWriter<SubscribeTopicEventsResponseAlpha1> responseStream, ServerCallContext context) =>
        blocks.Subscribe.SubscribeAsync(requestStream, responseStream, context.CancellationToken);

    public override Task<GetSecretResponse> GetSecret(GetSecretRequest request, ServerCallContext context) =>
        Task.FromResult(blocks.Secrets.Get(request));

    public override Task<GetBulkSecretResponse> GetBulkSecret(GetBulkSecretRequest request, ServerCallContext context) =>
        Task.FromResult(blocks.Secrets.GetBulk(request));

    public override Task<TryLockResponse> TryLockAlpha1(TryLockRequest request, ServerCallContext context) =>
        blocks.Locks.TryLockAsync(request, context.CancellationToken);

    public override Task<UnlockResponse> UnlockAlpha1(UnlockRequest request, ServerCallContext context) =>
        blocks.Locks.UnlockAsync(request, context.CancellationToken);

    public override Task<InvokeActorResponse> InvokeActor(InvokeActorRequest request, ServerCallContext context) =>
        blocks.Actors.InvokeAsync(request, context.CancellationToken);

    public override Task SubscribeActorEventsAlpha1(IAsyncStreamReader<SubscribeActorEventsRequestAlpha1> requestStream,
        IServerStreamWriter<SubscribeActorEventsResponseAlpha1> responseStream, ServerCallContext context) =>
        blocks.ActorStreams.ServeAsync(requestStream, responseStream, context.CancellationToken);

    public override Task<GetActorStateResponse> GetActorState(GetActorStateRequest request, ServerCallContext context) =>
        blocks.ActorState.GetAsync(request, context.CancellationToken);

    public override Task<Empty> ExecuteActorStateTransaction(ExecuteActorStateTransactionRequest request, ServerCallContext context) =>
        blocks.ActorState.TransactAsync(request, context.CancellationToken);

    public override Task<Empty> RegisterActorTimer(RegisterActorTimerRequest request, ServerCallContext context) =>
        Task.FromResult(blocks.Timers.Register(request));

    public override Task<Empty> UnregisterActorTimer(UnregisterActorTimerRequest request, ServerCallContext context) =>
        Task.FromResult(blocks.Timers.Unregister(request));

    public override Task<Empty> RegisterActorReminder(RegisterActorReminderRequest request, ServerCallContext context) =>
        blocks.Reminders.RegisterAsync(request, context.CancellationToken);

    public override Task<Empty> UnregisterActorReminder(UnregisterActorReminderRequest request, ServerCallContext context) =>
        blocks.Reminders.UnregisterAsync(request, context.CancellationToken);

    public override Task<UnregisterActorRemindersByTypeResponse> UnregisterActorRemindersByType(
        UnregisterActorRemindersByTypeRequest request, ServerCallContext context) =>
        blocks.Reminders.UnregisterByTypeAsync(request, context.CancellationToken);

    public override Task<GetActorReminderResponse> GetActorReminder(GetActorReminderRequest request, ServerCallContext context) =>
        Task.FromResult(blocks.Reminders.Get(request));

    public override Task<ListActorRemindersResponse> ListActorReminders(ListActorRemindersRequest request, ServerCallContext context) =>
        Task.FromResult(blocks.Reminders.List(request));

    public override Task<GetConfigurationResponse> GetConfiguration(GetConfigurationRequest request, ServerCallContext context) =>
        throw NoConfigurationStore();

    public override Task<GetConfigurationResponse> GetConfigurationAlpha1(GetConfigurationRequest request, ServerCallContext context) =>
        throw NoConfigurationStore();

    public override Task SubscribeConfiguration(SubscribeConfigurationRequest request,
        IServerStreamWriter<SubscribeConfigurationResponse> responseStream, ServerCallContext context) =>
        throw NoConfigurationStore();

    public override Task SubscribeConfigurationAlpha1(SubscribeConfigurationRequest request,
        IServerStreamWriter<SubscribeConfigurationResponse> responseStream, ServerCallContext context) =>
        throw NoConfigurationStore();

    public override Task<UnsubscribeConfigurationResponse> UnsubscribeConfiguration(
        UnsubscribeConfigurationRequest request, ServerCallContext context) =>
        throw NoConfigurationStore();

    public override Task<UnsubscribeConfigurationResponse> UnsubscribeConfigurationAlpha1(
        UnsubscribeConfigurationRequest request, ServerCallContext context) =>
        throw NoConfigurationStore();

    public override Task<GetMetadataResponse> GetMetadata(GetMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(blocks.Metadata.Get());

    public override Task<Empty> SetMetadata(SetMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(blocks.Metadata.Set(request));

    public override Task<Empty> Shutdown(ShutdownRequest request, ServerCallContext context)
    {
        var forced = context.RequestHeaders.GetValue(DaprHeaderNames.ForceShutdown);
        blocks.Shutdown(string.Equals(forced, "true", StringComparison.OrdinalIgnoreCase));
        return Task.FromResult(new Empty());
    }

    /// <summary>Configuration stores cannot be loaded here, so there never is one.</summary>
    private static RpcException NoConfigurationStore() =>
        DaprErrors.Plain(StatusCode.FailedPrecondition, "configuration stores not configured");
}
