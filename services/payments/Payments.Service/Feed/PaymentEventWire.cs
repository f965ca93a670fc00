using Mesh.Journal;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Endpoints;

namespace Mesh.Payments.Service.Feed;

/// <summary>Events as the world sees them.</summary>
internal static class PaymentEventWire
{
    public static V1.PaymentEvent ToWire(CommittedRecord<PaymentEvent> record, int index)
    {
        var happened = record.Events[index];
        var wire = new V1.PaymentEvent
        {
            Partition = (uint)record.Partition,
            Sequence = record.Sequence,
            Index = (uint)index,
            EventTime = PaymentsWire.ToWire(record.Time.PlusNanos(index)),
            Tenant = happened.Tenant,
        };
        switch (happened)
        {
            case PaymentCreated created:
                wire.Type = "payment.created";
                wire.PaymentId = created.Terms.PaymentId.ToString();
                wire.RequestId = created.Terms.RequestId.ToString();
                wire.Amount = new Mesh.Type.V1.Money
                {
                    CurrencyCode = created.Terms.Currency.Code,
                    AmountMinor = created.Terms.AmountMinor,
                };
                break;
            case OperationBegun begun:
                wire.Type = $"{Name(begun.Terms.Key.Kind)}_started";
                Fill(wire, begun.Terms);
                break;
            case OperationRefused refused:
                wire.Type = $"{Name(refused.Terms.Key.Kind)}_refused";
                Fill(wire, refused.Terms);
                break;
            case OperationConcluded concluded:
                wire.Type = Type(concluded);
                wire.FailureCode = (concluded.Outcome as Declined)?.Failure.Code ?? "";
                Fill(wire, concluded.Terms);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is not an event of payments.");
        }

        return wire;
    }

    private static string Type(OperationConcluded concluded) => (concluded.Terms.Key.Kind, concluded.Outcome) switch
    {
        (OperationKind.TopUp, Unknown) => "wallet.outcome_unknown",
        (_, Unknown) => "payment.outcome_unknown",
        (_, NeedsReview) => "payment.in_review",
        (OperationKind.Authorize, Declined) => "payment.failed",
        (var kind, Declined) => $"{Name(kind)}_failed",
        (OperationKind.Authorize, Done) => concluded.Terms.Final ? "payment.succeeded" : "payment.authorized",
        (OperationKind.Capture, Done) => "payment.captured",
        (OperationKind.Void, Done) => "payment.voided",
        (OperationKind.Refund, Done) => "payment.refunded",
        (OperationKind.TopUp, Done) => "wallet.topped_up",
        _ => throw new System.Diagnostics.UnreachableException($"{concluded} is not an end of an operation."),
    };

    private static string Name(OperationKind kind) => kind switch
    {
        OperationKind.Authorize => "payment.authorize",
        OperationKind.Capture => "payment.capture",
        OperationKind.Void => "payment.void",
        OperationKind.Refund => "payment.refund",
        OperationKind.TopUp => "wallet.top_up",
        _ => throw new System.Diagnostics.UnreachableException($"{kind} is not an operation."),
    };

    private static void Fill(V1.PaymentEvent wire, OperationTerms terms)
    {
        wire.PaymentId = terms.PaymentId == default ? "" : terms.PaymentId.ToString();
        wire.RequestId = terms.Key.RequestId.ToString();
        wire.WalletId = terms.WalletId;
        wire.Amount = terms.Currency is { } currency
            ? new Mesh.Type.V1.Money { CurrencyCode = currency.Code, AmountMinor = terms.AmountMinor }
            : null;
    }
}
