using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Payments from the wire, and evaluations to it.</summary>
internal static class EvaluationWire
{
    // Stands for a currency that could not be read; never leaves this file, since the request is refused.
    private static readonly Currency NoCurrency = new("", 0);

    public static EvaluationTerms Parse(V1.EvaluateRequest request, FieldViolations violations)
    {
        var id = RiskWire.ParseId(request.EvaluationId, "evaluation_id", violations);
        if (request.Payment is null)
        {
            violations.Add("payment", "is required");
        }

        return new EvaluationTerms(id, Parse(request.Payment ?? new V1.PaymentSnapshot(), violations.At("payment")));
    }

    public static V1.Evaluation ToWire(Evaluation evaluation)
    {
        var wire = new V1.Evaluation
        {
            EvaluationId = evaluation.Id.ToString(),
            Payment = ToWire(evaluation.Payment),
            Outcome = (V1.Outcome)evaluation.Outcome,
            Score = evaluation.Score,
            RuleSetVersion = (uint)evaluation.RuleSetVersion,
            EvaluateTime = RiskWire.ToWire(evaluation.Time),
        };
        foreach (var hit in evaluation.Hits)
        {
            wire.Hits.Add(new V1.RuleHit { Rule = hit.Rule, Points = hit.Points, Reason = hit.Reason });
        }

        return wire;
    }

    private static PaymentSnapshot Parse(V1.PaymentSnapshot payment, FieldViolations violations)
    {
        if (!PaymentId.TryParse(payment.PaymentId, out var paymentId))
        {
            violations.Add("payment_id", "must be pay_ and 32 hexadecimal digits");
        }

        var currency = ParseAmount(payment.Amount ?? new Mesh.Type.V1.Money(), violations.At("amount"));
        RiskWire.CheckLength(payment.CustomerId, "customer_id", violations);
        RiskWire.CheckLength(payment.MerchantId, "merchant_id", violations);
        CheckPayer(payment, violations);
        return new PaymentSnapshot(
            paymentId,
            currency,
            payment.Amount?.AmountMinor ?? 0,
            payment.CustomerId,
            payment.MerchantId,
            payment.CardFingerprint.ToLowerInvariant(),
            payment.CardBin,
            payment.PayerWalletId);
    }

    private static Currency ParseAmount(Mesh.Type.V1.Money amount, FieldViolations violations)
    {
        if (amount.AmountMinor is < 1 or > RiskLimits.AmountMinorMax)
        {
            violations.Add("amount_minor", $"must be from 1 to {RiskLimits.AmountMinorMax}");
        }

        if (!Currency.TryFind(amount.CurrencyCode, out var currency))
        {
            violations.Add("currency_code", "must be an ISO 4217 code of an active currency, in upper case");
        }

        return currency ?? NoCurrency;
    }

    private static void CheckPayer(V1.PaymentSnapshot payment, FieldViolations violations)
    {
        var isByCard = payment.CardFingerprint.Length > 0;
        if (isByCard && !RiskWire.IsFingerprint(payment.CardFingerprint))
        {
            violations.Add("card_fingerprint", $"must be empty or {RiskLimits.FingerprintDigits} hexadecimal digits");
        }

        if (isByCard || payment.CardBin.Length > 0)
        {
            CheckBin(payment.CardBin, isByCard, violations);
        }

        if (payment.PayerWalletId.Length > 0 && (isByCard || payment.CardBin.Length > 0))
        {
            violations.Add("payer_wallet_id", "must be empty when a card is used");
        }

        RiskWire.CheckLength(payment.PayerWalletId, "payer_wallet_id", violations);
    }

    private static void CheckBin(string bin, bool isByCard, FieldViolations violations)
    {
        if (!isByCard)
        {
            violations.Add("card_bin", "must be empty without card_fingerprint");
        }
        else if (bin.Length is < RiskLimits.BinDigitsMin or > RiskLimits.BinDigits || !bin.All(char.IsAsciiDigit))
        {
            violations.Add("card_bin", $"must be {RiskLimits.BinDigitsMin} to {RiskLimits.BinDigits} digits when a card is used");
        }
    }

    private static V1.PaymentSnapshot ToWire(PaymentSnapshot payment) => new()
    {
        PaymentId = payment.PaymentId.ToString(),
        Amount = new Mesh.Type.V1.Money { CurrencyCode = payment.Currency.Code, AmountMinor = payment.AmountMinor },
        CustomerId = payment.CustomerId,
        MerchantId = payment.MerchantId,
        CardFingerprint = payment.CardFingerprint,
        CardBin = payment.CardBin,
        PayerWalletId = payment.PayerWalletId,
    };
}
