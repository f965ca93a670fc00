namespace Mesh.Risk.Domain;

/// <summary>Compares two descriptions of what should be the same payment.</summary>
internal static class SnapshotComparison
{
    /// <summary>Names the first field that differs, as on the wire; empty when none does.</summary>
    public static string FirstDifference(PaymentSnapshot first, PaymentSnapshot second) => (first, second) switch
    {
        _ when first.PaymentId != second.PaymentId => "payment.payment_id",
        _ when first.Currency != second.Currency => "payment.amount.currency_code",
        _ when first.AmountMinor != second.AmountMinor => "payment.amount.amount_minor",
        _ when first.CustomerId != second.CustomerId => "payment.customer_id",
        _ when first.MerchantId != second.MerchantId => "payment.merchant_id",
        _ when first.CardFingerprint != second.CardFingerprint => "payment.card_fingerprint",
        _ when first.CardBin != second.CardBin => "payment.card_bin",
        _ when first.PayerWalletId != second.PayerWalletId => "payment.payer_wallet_id",
        _ => "",
    };
}
