using Grpc.Core;
using Mesh.Payments.V1;
using RpcStatus = Google.Rpc.Status;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>Valid wire messages, and what an error says.</summary>
internal static class Wire
{
    public static string Id(int number) => Some.Id(number).ToString();

    public static Mesh.Type.V1.Money Euro(long amountMinor) => new() { CurrencyCode = "EUR", AmountMinor = amountMinor };

    public static AuthorizePaymentRequest Card(
        int requestId = 1,
        string number = Some.Approved,
        CaptureMethod capture = CaptureMethod.Automatic,
        long amountMinor = Some.AmountMinor) =>
        new()
        {
            RequestId = Id(requestId),
            Tenant = Some.Tenant,
            Amount = Euro(amountMinor),
            CaptureMethod = capture,
            CustomerId = "customer-1",
            MerchantId = "shop",
            MerchantReference = "order-1",
            Card = new CardDetails { Number = number, ExpiryMonth = 12, ExpiryYear = 2030 },
        };

    public static AuthorizePaymentRequest Wallet(int requestId, string payer, string payee, long amountMinor) => new()
    {
        RequestId = Id(requestId),
        Tenant = Some.Tenant,
        Amount = Euro(amountMinor),
        CaptureMethod = CaptureMethod.Automatic,
        Wallet = new WalletDetails { PayerWalletId = payer, PayeeWalletId = payee },
    };

    public static TopUpWalletRequest TopUp(int requestId, string wallet, long amountMinor) =>
        new() { RequestId = Id(requestId), Tenant = Some.Tenant, WalletId = wallet, Amount = Euro(amountMinor) };

    /// <summary>Makes the call, which fails; gets its status, reason and details.</summary>
    public static async Task<RpcException> FailureAsync<T>(Func<AsyncUnaryCall<T>> call) =>
        await Assert.ThrowsAsync<RpcException>(async () => await call());

    /// <summary>The first error detail of a kind.</summary>
    public static TDetail Detail<TDetail>(RpcException failure)
        where TDetail : class, Google.Protobuf.IMessage<TDetail>, new()
    {
        var status = RpcStatus.Parser.ParseFrom(failure.Trailers.GetValueBytes("grpc-status-details-bin"));
        return status.Details.First(detail => detail.Is(new TDetail().Descriptor)).Unpack<TDetail>();
    }

    public static string Reason(RpcException failure) => Detail<Google.Rpc.ErrorInfo>(failure).Reason;

    public static string[] Fields(RpcException failure) =>
        [.. Detail<Google.Rpc.BadRequest>(failure).FieldViolations.Select(violation => violation.Field).Order(StringComparer.Ordinal)];
}
