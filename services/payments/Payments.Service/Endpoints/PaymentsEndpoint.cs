using Grpc.Core;
using Mesh.Payments.Service.Cards;
using Mesh.Payments.Service.Ports;
using Mesh.Payments.V1;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Payments' API: one line a call.</summary>
public sealed class PaymentsEndpoint(PaymentsPartitions partitions, CardVault vault, ILedgerPoster ledger, IConnector acquirer)
    : PaymentsService.PaymentsServiceBase
{
    public override Task<AuthorizePaymentResponse> AuthorizePayment(AuthorizePaymentRequest request, ServerCallContext context) =>
        AuthorizePaymentCall.RunAsync(request, partitions, vault, context.CancellationToken);

    public override Task<CapturePaymentResponse> CapturePayment(CapturePaymentRequest request, ServerCallContext context) =>
        CapturePaymentCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<VoidPaymentResponse> VoidPayment(VoidPaymentRequest request, ServerCallContext context) =>
        VoidPaymentCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<RefundPaymentResponse> RefundPayment(RefundPaymentRequest request, ServerCallContext context) =>
        RefundPaymentCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<GetPaymentResponse> GetPayment(GetPaymentRequest request, ServerCallContext context) =>
        GetPaymentCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<ListPaymentsResponse> ListPayments(ListPaymentsRequest request, ServerCallContext context) =>
        ListPaymentsCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<TopUpWalletResponse> TopUpWallet(TopUpWalletRequest request, ServerCallContext context) =>
        TopUpWalletCall.RunAsync(request, partitions, context.CancellationToken);

    public override Task<GetWalletResponse> GetWallet(GetWalletRequest request, ServerCallContext context) =>
        GetWalletCall.RunAsync(request, ledger, context.CancellationToken);

    public override Task<GetPaymentTotalsResponse> GetPaymentTotals(GetPaymentTotalsRequest request, ServerCallContext context) =>
        GetPaymentTotalsCall.RunAsync(request, partitions, acquirer, context.CancellationToken);

    public override Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context) =>
        ListEventsCall.RunAsync(request, partitions, context.CancellationToken);
}
