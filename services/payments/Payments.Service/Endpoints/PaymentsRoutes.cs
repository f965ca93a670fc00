using Mesh.Journal.Peers;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Which of payments' calls go to the owner of a tenant, and which any replica answers.</summary>
public static class PaymentsRoutes
{
    public static readonly PeerRoutes<PaymentsEndpoint> All = new PeerRoutes<PaymentsEndpoint>(V1.PaymentsService.BindService)
        .Write<V1.AuthorizePaymentRequest>(request => request.Tenant)
        .Write<V1.CapturePaymentRequest>(request => request.Tenant)
        .Write<V1.VoidPaymentRequest>(request => request.Tenant)
        .Write<V1.RefundPaymentRequest>(request => request.Tenant)
        .Write<V1.TopUpWalletRequest>(request => request.Tenant)
        .Read<V1.GetPaymentRequest>(request => request.Tenant)
        .Read<V1.ListPaymentsRequest>(request => request.Tenant)
        .Read<V1.GetWalletRequest>(request => request.Tenant)
        .Read<V1.GetPaymentTotalsRequest>(request => request.Tenant)
        .Read<V1.ListEventsRequest>(request => request.Tenant);
}
