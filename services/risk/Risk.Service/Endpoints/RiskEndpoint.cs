using Grpc.Core;
using Mesh.Risk.V1;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Risk's API: one line a call.</summary>
public sealed class RiskEndpoint(RiskPartitions partitions) : RiskService.RiskServiceBase
{
    public override Task<EvaluateResponse> Evaluate(EvaluateRequest request, ServerCallContext context) =>
        EvaluateCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<BatchEvaluateResponse> BatchEvaluate(BatchEvaluateRequest request, ServerCallContext context) =>
        BatchEvaluateCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<GetEvaluationResponse> GetEvaluation(GetEvaluationRequest request, ServerCallContext context) =>
        GetEvaluationCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<AddBlockListEntryResponse> AddBlockListEntry(AddBlockListEntryRequest request, ServerCallContext context) =>
        AddBlockListEntryCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<RemoveBlockListEntryResponse> RemoveBlockListEntry(
        RemoveBlockListEntryRequest request, ServerCallContext context) =>
        RemoveBlockListEntryCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<ListBlockListEntriesResponse> ListBlockListEntries(
        ListBlockListEntriesRequest request, ServerCallContext context) =>
        ListBlockListEntriesCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<ListRulesResponse> ListRules(ListRulesRequest request, ServerCallContext context) =>
        Task.FromResult(ListRulesCall.Run());
}
