using Grpc.Core;
using Mesh.Ledger.V1;
using RpcStatus = Google.Rpc.Status;

namespace Mesh.Ledger.Tests.Fixtures;

/// <summary>Valid wire messages, and what an error says.</summary>
internal static class Wire
{
    public static string Id(int number) => Some.Id(number).ToString();

    public static Mesh.Type.V1.UInt128 Amount(ulong minor) => new() { Low = minor };

    public static Account Account(int id) =>
        new() { Id = Id(id), Asset = "EUR", Type = AccountType.Liability, Code = 200, ExternalReference = $"account/{id}" };

    public static ExchangeRate Rate(ulong numerator = 3, ulong denominator = 2) =>
        new() { Numerator = numerator, Denominator = denominator, Rounding = Rounding.HalfEven };

    public static Asset Asset(string code, uint scale = 0) => new() { Code = code, Scale = scale };

    public static Transfer Single(int id, int debit, int credit, ulong amount) => Move(id, TransferKind.Single, debit, credit, amount);

    public static Transfer Pending(int id, int debit, int credit, ulong amount) => Move(id, TransferKind.Pending, debit, credit, amount);

    public static Transfer Post(int id, int pending, ulong amount, bool final = false) =>
        new() { Id = Id(id), Kind = TransferKind.Post, PendingId = Id(pending), Amount = Amount(amount), Final = final, Code = 1 };

    public static Transfer Void(int id, int pending) => new() { Id = Id(id), Kind = TransferKind.Void, PendingId = Id(pending), Code = 1 };

    public static Transfer Reverse(int id, int reverses) =>
        new() { Id = Id(id), Kind = TransferKind.Reverse, ReversesId = Id(reverses), Code = 1 };

    public static CreateAccountsRequest Accounts(params Account[] accounts) => new() { Book = Some.Book, Accounts = { accounts } };

    public static CreateTransfersRequest Transfers(params Transfer[] transfers) => new() { Book = Some.Book, Transfers = { transfers } };

    /// <summary>The first error detail of a kind.</summary>
    public static TDetail Detail<TDetail>(RpcException failure)
        where TDetail : class, Google.Protobuf.IMessage<TDetail>, new()
    {
        var status = RpcStatus.Parser.ParseFrom(failure.Trailers.GetValueBytes("grpc-status-details-bin"));
        return status.Details.First(detail => detail.Is(new TDetail().Descriptor)).Unpack<TDetail>();
    }

    public static string Reason(RpcException failure) => Detail<Google.Rpc.ErrorInfo>(failure).Reason;

    public static string[] Fields(RpcException failure) =>
        [.. Detail<Google.Rpc.BadRequest>(failure).FieldViolations.Select(violation => violation.Field)];

    private static Transfer Move(int id, TransferKind kind, int debit, int credit, ulong amount) => new()
    {
        Id = Id(id),
        Kind = kind,
        DebitAccountId = Id(debit),
        CreditAccountId = Id(credit),
        Amount = Amount(amount),
        Code = 1,
    };
}
