using System.Buffers;
using Google.Protobuf;
using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.V1;
using CaptureMethod = Mesh.Payments.Domain.CaptureMethod;
using PaymentEvent = Mesh.Payments.Domain.PaymentEvent;
using PaymentMethod = Mesh.Payments.Domain.PaymentMethod;

namespace Mesh.Payments.Service.Partition;

/// <summary>Turns events into their stored shape and back.</summary>
internal static class PaymentRecords
{
    /// <summary>Version of the shapes that are written.</summary>
    public const uint Version = 1;

    private const uint DoneOutcome = 1;
    private const uint DeclinedOutcome = 2;
    private const uint ReviewOutcome = 3;
    private const uint OpenOutcome = 4;

    public static void Write(PaymentEvent happened, IBufferWriter<byte> destination) => ToRecord(happened).WriteTo(destination);

    public static PaymentEvent Read(ReadOnlyMemory<byte> stored)
    {
        var record = PaymentRecord.Parser.ParseFrom(stored.Span);
        return record.EventCase switch
        {
            PaymentRecord.EventOneofCase.PaymentCreated => new PaymentCreated(FromRecord(record.PaymentCreated)),
            PaymentRecord.EventOneofCase.OperationBegun => new OperationBegun(FromRecord(record.OperationBegun)),
            PaymentRecord.EventOneofCase.OperationRefused => new OperationRefused(
                FromRecord(record.OperationRefused.Terms), (PaymentRejection)record.OperationRefused.Reason),
            PaymentRecord.EventOneofCase.OperationConcluded => FromRecord(record.OperationConcluded),
            _ => throw new InvalidDataException("a stored payments event has no known content"),
        };
    }

    private static PaymentRecord ToRecord(PaymentEvent happened) => happened switch
    {
        PaymentCreated created => new PaymentRecord { PaymentCreated = ToRecord(created.Terms) },
        OperationBegun begun => new PaymentRecord { OperationBegun = ToRecord(begun.Terms) },
        OperationRefused refused => new PaymentRecord
        {
            OperationRefused = new OperationRefusedRecord { Terms = ToRecord(refused.Terms), Reason = (uint)refused.Reason },
        },
        OperationConcluded concluded => new PaymentRecord { OperationConcluded = ToRecord(concluded) },
        _ => throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is not an event of payments."),
    };

    private static PaymentCreatedRecord ToRecord(PaymentTerms terms)
    {
        var record = new PaymentCreatedRecord
        {
            Tenant = terms.Tenant,
            RequestId = Bytes(terms.RequestId),
            CurrencyCode = terms.Currency.Code,
            AmountMinor = terms.AmountMinor,
            CaptureMethod = (uint)terms.CaptureMethod,
            CustomerId = terms.CustomerId,
            MerchantId = terms.MerchantId,
            MerchantReference = terms.MerchantReference,
        };
        switch (terms.Method)
        {
            case CardMethod card:
                record.Card = new CardRecord
                {
                    Fingerprint = card.Fingerprint,
                    Bin = card.Bin,
                    Last4 = card.Last4,
                    ExpiryMonth = card.ExpiryMonth,
                    ExpiryYear = card.ExpiryYear,
                    SealedNumber = UnsafeByteOperations.UnsafeWrap(card.Sealed),
                };
                break;
            case WalletMethod wallet:
                record.Wallet = new WalletRecord { PayerWalletId = wallet.PayerWalletId, PayeeWalletId = wallet.PayeeWalletId };
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{terms.Method.GetType().Name} is not a payment method.");
        }

        return record;
    }

    private static PaymentTerms FromRecord(PaymentCreatedRecord record)
    {
        PaymentMethod method = record.MethodCase switch
        {
            PaymentCreatedRecord.MethodOneofCase.Card => new CardMethod(
                record.Card.Fingerprint,
                record.Card.Bin,
                record.Card.Last4,
                record.Card.ExpiryMonth,
                record.Card.ExpiryYear,
                record.Card.SealedNumber.Memory),
            PaymentCreatedRecord.MethodOneofCase.Wallet => new WalletMethod(record.Wallet.PayerWalletId, record.Wallet.PayeeWalletId),
            _ => throw new InvalidDataException("a stored payment has no known payment method"),
        };
        return new PaymentTerms(
            record.Tenant,
            Id(record.RequestId),
            CurrencyOf(record.CurrencyCode),
            record.AmountMinor,
            (CaptureMethod)record.CaptureMethod,
            record.CustomerId,
            record.MerchantId,
            method,
            record.MerchantReference);
    }

    private static OperationTermsRecord ToRecord(OperationTerms terms) => new()
    {
        Key = ToRecord(terms.Key),
        PaymentId = terms.PaymentId == default ? ByteString.Empty : Bytes(terms.PaymentId.Value),
        AskedMinor = terms.AskedMinor,
        AmountMinor = terms.AmountMinor,
        Final = terms.Final,
        WalletId = terms.WalletId,
        CurrencyCode = terms.Currency?.Code ?? "",
    };

    private static OperationTerms FromRecord(OperationTermsRecord record) => new(
        FromRecord(record.Key),
        record.PaymentId.IsEmpty ? default : new PaymentId(Id(record.PaymentId)),
        record.AskedMinor,
        record.AmountMinor,
        record.Final,
        record.WalletId,
        record.CurrencyCode.Length == 0 ? null : CurrencyOf(record.CurrencyCode));

    private static OperationConcludedRecord ToRecord(OperationConcluded concluded)
    {
        var failure = (concluded.Outcome as Declined)?.Failure;
        var (outcome, risk) = concluded.Outcome switch
        {
            Done done => (DoneOutcome, done.Risk),
            Declined declined => (DeclinedOutcome, declined.Risk),
            NeedsReview review => (ReviewOutcome, review.Risk),
            Unknown unknown => (OpenOutcome, unknown.Risk),
            _ => throw new System.Diagnostics.UnreachableException($"{concluded.Outcome.GetType().Name} is not an outcome."),
        };
        var record = new OperationConcludedRecord
        {
            Terms = ToRecord(concluded.Terms),
            Outcome = outcome,
            DeclinedBy = failure?.DeclinedBy ?? "",
            FailureCode = failure?.Code ?? "",
            AskAtUnixNanos = concluded.AskAt?.UnixNanos ?? 0,
            HoldPlaced = concluded.Outcome is Unknown { HoldPlaced: true },
        };
        if (risk is not null)
        {
            record.Risk = new RiskDecisionRecord { Outcome = risk.Outcome, Score = risk.Score, EvaluationId = Bytes(risk.EvaluationId) };
            record.Risk.Rules.AddRange(risk.Rules);
        }

        return record;
    }

    private static OperationConcluded FromRecord(OperationConcludedRecord record)
    {
        var risk = record.Risk is { } stored
            ? new RiskDecision(stored.Outcome, stored.Score, Id(stored.EvaluationId), [.. stored.Rules])
            : null;
        OperationOutcome outcome = record.Outcome switch
        {
            DoneOutcome => new Done(risk),
            DeclinedOutcome => new Declined(new Failure(record.DeclinedBy, record.FailureCode), risk),
            ReviewOutcome => new NeedsReview(risk ?? throw new InvalidDataException("a stored review has no risk decision")),
            OpenOutcome => new Unknown(risk, record.HoldPlaced),
            _ => throw new InvalidDataException($"a stored outcome has the unknown number {record.Outcome}"),
        };
        return new OperationConcluded(
            FromRecord(record.Terms), outcome, record.AskAtUnixNanos == 0 ? null : new Moment(record.AskAtUnixNanos));
    }

    private static OperationKeyRecord ToRecord(OperationKey key) =>
        new() { Tenant = key.Tenant, Kind = (uint)key.Kind, RequestId = Bytes(key.RequestId) };

    private static OperationKey FromRecord(OperationKeyRecord record) =>
        new(record.Tenant, (OperationKind)record.Kind, Id(record.RequestId));

    private static Currency CurrencyOf(string code) =>
        Currency.TryFind(code, out var currency)
            ? currency
            : throw new InvalidDataException($"a stored payment is in the unknown currency '{code}'");

    private static ByteString Bytes(Id128 id)
    {
        var bytes = new byte[Id128.ByteLength];
        id.Write(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static Id128 Id(ByteString bytes) => Id128.Read(bytes.Span);
}
