using Mesh.Journal.Peers;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Which of risk's calls go to the owner of a tenant, and which any replica answers.</summary>
public static class RiskRoutes
{
    public static readonly PeerRoutes<RiskEndpoint> All = new PeerRoutes<RiskEndpoint>(V1.RiskService.BindService)
        .Write<V1.EvaluateRequest>(request => request.Tenant)
        .Write<V1.BatchEvaluateRequest>(request => request.Tenant)
        .Write<V1.AddBlockListEntryRequest>(request => request.Tenant)
        .Write<V1.RemoveBlockListEntryRequest>(request => request.Tenant)
        .Read<V1.GetEvaluationRequest>(request => request.Tenant)
        .Read<V1.ListBlockListEntriesRequest>(request => request.Tenant)
        .Anywhere<V1.ListRulesRequest>();
}
