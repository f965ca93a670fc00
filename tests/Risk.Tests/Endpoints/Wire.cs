using Grpc.Core;
using Mesh.Risk.V1;

namespace Mesh.Risk.Tests.Endpoints;

/// <summary>Valid requests, and what a failed call says.</summary>
internal static class Wire
{
    public const string Tenant = "acme";

    public static string NewId() => Guid.NewGuid().ToString();

    public static PaymentSnapshot Payment(string customer = "ada", long amountMinor = 100) => new()
    {
        PaymentId = "pay_000000000000000000000000000000ab",
        Amount = new Mesh.Type.V1.Money { CurrencyCode = "EUR", AmountMinor = amountMinor },
        CustomerId = customer,
        MerchantId = "bookshop",
        CardFingerprint = "0123456789abcdef0123456789abcdef",
        CardBin = "40000012",
    };

    public static EvaluateRequest Evaluate(PaymentSnapshot payment, string? id = null, string tenant = Tenant) =>
        new() { Tenant = tenant, EvaluationId = id ?? NewId(), Payment = payment };

    public static AddBlockListEntryRequest Add(
        BlockListItemType itemType, string value, string? id = null, string tenant = Tenant, string reason = "stolen") => new()
        {
            Tenant = tenant,
            RequestId = id ?? NewId(),
            Entry = new BlockListEntry { ItemType = itemType, Value = value, Reason = reason },
        };

    public static async Task<RpcException> FailureOfAsync<T>(AsyncUnaryCall<T> call) =>
        await Assert.ThrowsAsync<RpcException>(async () => await call);

    public static Google.Rpc.ErrorInfo InfoOf(RpcException failure) => failure.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!;

    public static IEnumerable<string> FieldsOf(RpcException failure) =>
        failure.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(violation => violation.Field);
}
