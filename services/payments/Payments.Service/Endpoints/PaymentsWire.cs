using Google.Protobuf.WellKnownTypes;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Cards;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Wire messages to domain values and back. Parsing collects every wrong field.</summary>
internal static class PaymentsWire
{
    public static string ParseTenant(string tenant, FieldViolations violations) => ParseName(tenant, "tenant", violations);

    public static string ParseName(string name, string field, FieldViolations violations)
    {
        if (!TenantName.IsValid(name))
        {
            violations.Add(field, $"must be {TenantName.Form}");
        }

        return name;
    }

    public static Id128 ParseRequestId(string text, FieldViolations violations)
    {
        if (!Id128.TryParse(text, out var id))
        {
            violations.Add("request_id", "must be a UUID (8-4-4-4-12 hexadecimal digits), neither all zeros nor all ones");
        }

        return id;
    }

    public static PaymentId ParsePaymentId(string text, FieldViolations violations)
    {
        if (!PaymentId.TryParse(text, out var id))
        {
            violations.Add("payment_id", "must be pay_ and 32 lower-case hexadecimal digits");
        }

        return id;
    }

    public static (Currency Currency, long AmountMinor) ParseMoney(Mesh.Type.V1.Money? money, string field, FieldViolations violations)
    {
        var inside = violations.At(field);
        if (money is null || money.AmountMinor is < 1 or > PaymentLimits.AmountMinorMax)
        {
            inside.Add("amount_minor", $"must be from 1 to {PaymentLimits.AmountMinorMax}");
        }

        return (ParseCurrency(money?.CurrencyCode ?? "", inside), money?.AmountMinor ?? 0);
    }

    public static Currency ParseCurrency(string code, FieldViolations violations)
    {
        if (!Currency.TryFind(code, out var currency))
        {
            violations.Add("currency_code", "must be an ISO 4217 code of an active currency, in upper case");
        }

        return currency ?? new Currency("", 0);
    }

    /// <summary>Reads an amount where 0 means all that is possible.</summary>
    public static long ParsePart(long amountMinor, FieldViolations violations)
    {
        if (amountMinor is < 0 or > PaymentLimits.AmountMinorMax)
        {
            violations.Add("amount_minor", $"must be from 0 (all) to {PaymentLimits.AmountMinorMax}");
        }

        return amountMinor;
    }

    public static V1.Payment ToWire(Payment payment)
    {
        var terms = payment.Terms;
        var wire = new V1.Payment
        {
            PaymentId = payment.Id.ToString(),
            Tenant = terms.Tenant,
            State = (V1.PaymentState)payment.State,
            Amount = new Mesh.Type.V1.Money { CurrencyCode = terms.Currency.Code, AmountMinor = terms.AmountMinor },
            CaptureMethod = (V1.CaptureMethod)terms.CaptureMethod,
            CustomerId = terms.CustomerId,
            MerchantId = terms.MerchantId,
            PaymentMethod = ToWire(terms.Method),
            MerchantReference = terms.MerchantReference,
            AmountCapturedMinor = payment.CapturedMinor,
            AmountRefundedMinor = payment.RefundedMinor,
            AmountCapturableMinor = payment.CapturableMinor,
            OutcomeUnknown = payment.OutcomeUnknown,
            CreateTime = ToWire(payment.CreateTime),
            UpdateTime = ToWire(payment.UpdateTime),
            Version = (ulong)payment.Version,
        };
        if (payment.Failure is { } failure)
        {
            wire.Failure = new V1.PaymentFailure
            {
                DeclinedBy = failure.DeclinedBy,
                Code = failure.Code,
                Message = FailureAdvice.For(failure.Code),
            };
        }

        if (payment.Risk is { } risk)
        {
            wire.Risk = new V1.RiskSummary { Outcome = risk.Outcome, Score = risk.Score, EvaluationId = risk.EvaluationId.ToString() };
            wire.Risk.Rules.AddRange(risk.Rules);
        }

        return wire;
    }

    /// <summary>Writes a sum over many payments.</summary>
    /// <exception cref="ServiceException">It exceeds 64 bits.</exception>
    public static long ToTotal(Int128 minor) =>
        minor >= long.MinValue && minor <= long.MaxValue ? (long)minor : throw PaymentsErrors.TotalOutOfRange().AsException();

    public static V1.Capture ToCapture(Operation operation) => new()
    {
        CaptureId = operation.Terms.Key.RequestId.ToString(),
        AmountMinor = operation.Terms.AmountMinor,
        State = (V1.OperationState)operation.State,
        FailureCode = operation.FailureCode,
    };

    public static V1.Refund ToRefund(Operation operation) => new()
    {
        RefundId = operation.Terms.Key.RequestId.ToString(),
        AmountMinor = operation.Terms.AmountMinor,
        State = (V1.OperationState)operation.State,
        FailureCode = operation.FailureCode,
    };

    public static Timestamp ToWire(Moment time)
    {
        const long NanosPerSecond = 1_000_000_000;
        return new Timestamp { Seconds = time.UnixNanos / NanosPerSecond, Nanos = (int)(time.UnixNanos % NanosPerSecond) };
    }

    public static CardMethod? ParseCard(
        V1.CardDetails card, string tenant, Id128 requestId, CardVault vault, FieldViolations violations)
    {
        var inside = violations.At("card");
        var isValid = CardNumber.IsValid(card.Number);
        if (!isValid)
        {
            inside.Add("number", $"must be {CardNumber.DigitsMin} to {CardNumber.DigitsMax} digits with a valid check digit");
        }

        if (card.ExpiryMonth is < 1 or > 12)
        {
            inside.Add("expiry_month", "must be from 1 to 12");
        }

        if (card.ExpiryYear is < 2000 or > 2099)
        {
            inside.Add("expiry_year", "must be from 2000 to 2099");
        }

        return isValid
            ? new CardMethod(
                vault.Fingerprint(tenant, card.Number),
                CardNumber.BinOf(card.Number),
                CardNumber.LastFourOf(card.Number),
                card.ExpiryMonth,
                card.ExpiryYear,
                vault.Seal(card.Number, tenant, requestId))
            : null;
    }

    public static WalletMethod ParseWallet(V1.WalletDetails wallet, FieldViolations violations)
    {
        var inside = violations.At("wallet");
        var payer = ParseName(wallet.PayerWalletId, "payer_wallet_id", inside);
        if (wallet.PayeeWalletId.Length > 0)
        {
            ParseName(wallet.PayeeWalletId, "payee_wallet_id", inside);
            if (wallet.PayeeWalletId == payer)
            {
                inside.Add("payee_wallet_id", "must differ from payer_wallet_id");
            }
        }

        return new WalletMethod(payer, wallet.PayeeWalletId);
    }

    private static V1.PaymentMethod ToWire(PaymentMethod method) => method switch
    {
        CardMethod card =>
            new V1.PaymentMethod { Card = new V1.CardSummary { Bin = card.Bin, Last4 = card.Last4, Fingerprint = card.Fingerprint } },
        WalletMethod wallet => new V1.PaymentMethod
        {
            Wallet = new V1.WalletDetails { PayerWalletId = wallet.PayerWalletId, PayeeWalletId = wallet.PayeeWalletId },
        },
        _ => throw new System.Diagnostics.UnreachableException($"{method.GetType().Name} is not a payment method."),
    };
}
