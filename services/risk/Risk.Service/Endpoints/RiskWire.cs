using Google.Protobuf.WellKnownTypes;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Wire messages to domain values and back. Parsing collects every wrong field.</summary>
internal static class RiskWire
{
    private const long AmountMinorMax = 999_999_999_999_999;
    private const int FingerprintDigits = 32;
    private const int BinDigits = 8;

    public static string ParseTenant(string tenant, FieldViolations violations)
    {
        if (!TenantName.IsValid(tenant))
        {
            violations.Add("tenant", $"must be {TenantName.Form}");
        }

        return tenant;
    }

    public static Id128 ParseId(string text, string field, FieldViolations violations)
    {
        if (!Id128.TryParse(text, out var id))
        {
            violations.Add(field, "must be a UUID (8-4-4-4-12 hexadecimal digits), neither all zeros nor all ones");
        }

        return id;
    }

    public static EvaluationTerms ParseEvaluation(V1.EvaluateRequest request, FieldViolations violations) =>
        new(ParseId(request.EvaluationId, "evaluation_id", violations), ParsePayment(request.Payment, violations));

    public static BlockListItemType ParseItemType(V1.BlockListItemType itemType, FieldViolations violations)
    {
        if (itemType is < V1.BlockListItemType.Customer or > V1.BlockListItemType.Wallet)
        {
            violations.Add("item_type", "must be one of the types of block list entries");
        }

        return (BlockListItemType)itemType;
    }

    public static string ParseText(string text, string field, int charactersMax, FieldViolations violations)
    {
        if (text.Length == 0 || text.Length > charactersMax)
        {
            violations.Add(field, $"must have 1 to {charactersMax} characters");
        }

        return text;
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
            EvaluateTime = ToWire(evaluation.Time),
        };
        wire.Hits.AddRange(evaluation.Hits.Select(hit => new V1.RuleHit { Rule = hit.Rule, Points = hit.Points, Reason = hit.Reason }));
        return wire;
    }

    public static V1.BlockListEntry ToWire(BlockListEntry entry) => new()
    {
        ItemType = (V1.BlockListItemType)entry.Key.ItemType,
        Value = entry.Key.Value,
        Reason = entry.Reason,
        CreateTime = ToWire(entry.CreateTime),
    };

    private static PaymentSnapshot ParsePayment(V1.PaymentSnapshot? payment, FieldViolations violations)
    {
        if (payment is null)
        {
            violations.Add("payment", "is required");
            payment = new V1.PaymentSnapshot();
        }

        var inside = violations.At("payment");
        if (!IsPaymentId(payment.PaymentId))
        {
            inside.Add("payment_id", "must be pay_ and 32 hexadecimal digits");
        }

        CheckIdentifier(payment.CustomerId, "customer_id", inside);
        CheckIdentifier(payment.MerchantId, "merchant_id", inside);
        CheckIdentifier(payment.PayerWalletId, "payer_wallet_id", inside);
        CheckDigits(payment.CardFingerprint, "card_fingerprint", FingerprintDigits, char.IsAsciiHexDigitLower,
            "lower-case hexadecimal digits", inside);
        CheckDigits(payment.CardBin, "card_bin", BinDigits, char.IsAsciiDigit, "digits", inside);
        return new PaymentSnapshot(
            payment.PaymentId,
            ParseCurrency(payment.Amount, inside.At("amount")),
            payment.Amount?.AmountMinor ?? 0,
            payment.CustomerId,
            payment.MerchantId,
            payment.CardFingerprint,
            payment.CardBin,
            payment.PayerWalletId);
    }

    private static Currency ParseCurrency(Mesh.Type.V1.Money? amount, FieldViolations violations)
    {
        if (amount is null || amount.AmountMinor is < 1 or > AmountMinorMax)
        {
            violations.Add("amount_minor", $"must be from 1 to {AmountMinorMax}");
        }

        if (!Currency.TryFind(amount?.CurrencyCode ?? "", out var currency))
        {
            violations.Add("currency_code", "must be an ISO 4217 code of an active currency, in upper case");
        }

        return currency ?? new Currency("", 0);
    }

    private static bool IsPaymentId(string id) =>
        id.Length == 36 && id.StartsWith("pay_", StringComparison.Ordinal) && id.Skip(4).All(char.IsAsciiHexDigitLower);

    private static void CheckIdentifier(string text, string field, FieldViolations violations)
    {
        if (text.Length > RiskLimits.IdentifierCharactersMax)
        {
            violations.Add(field, $"must have at most {RiskLimits.IdentifierCharactersMax} characters");
        }
    }

    private static void CheckDigits(
        string text, string field, int length, Func<char, bool> isDigit, string form, FieldViolations violations)
    {
        if (text.Length > 0 && (text.Length != length || !text.All(isDigit)))
        {
            violations.Add(field, $"must be empty or {length} {form}");
        }
    }

    private static V1.PaymentSnapshot ToWire(PaymentSnapshot payment) => new()
    {
        PaymentId = payment.PaymentId,
        Amount = new Mesh.Type.V1.Money { CurrencyCode = payment.Currency.Code, AmountMinor = payment.AmountMinor },
        CustomerId = payment.CustomerId,
        MerchantId = payment.MerchantId,
        CardFingerprint = payment.CardFingerprint,
        CardBin = payment.CardBin,
        PayerWalletId = payment.PayerWalletId,
    };

    private static Timestamp ToWire(Moment time)
    {
        const long NanosPerSecond = 1_000_000_000;
        return new Timestamp { Seconds = time.UnixNanos / NanosPerSecond, Nanos = (int)(time.UnixNanos % NanosPerSecond) };
    }
}
