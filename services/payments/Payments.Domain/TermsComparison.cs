namespace Mesh.Payments.Domain;

/// <summary>Compares two requests with the same identifier.</summary>
internal static class TermsComparison
{
    /// <summary>Names the first field that differs, as on the wire; empty when none does.</summary>
    public static string FirstDifference(PaymentTerms first, PaymentTerms second) => (first, second) switch
    {
        _ when first.Currency != second.Currency => "amount.currency_code",
        _ when first.AmountMinor != second.AmountMinor => "amount.amount_minor",
        _ when first.CaptureMethod != second.CaptureMethod => "capture_method",
        _ when first.CustomerId != second.CustomerId => "customer_id",
        _ when first.MerchantId != second.MerchantId => "merchant_id",
        _ when first.MerchantReference != second.MerchantReference => "merchant_reference",
        _ => FirstDifference(first.Method, second.Method),
    };

    /// <summary>Names the first field that differs, as on the wire; empty when none does.</summary>
    public static string FirstDifference(OperationTerms first, OperationTerms second) => (first, second) switch
    {
        _ when first.PaymentId != second.PaymentId => "payment_id",
        _ when first.AskedMinor != second.AskedMinor => first.Key.Kind == OperationKind.TopUp ? "amount.amount_minor" : "amount_minor",
        _ when first.Final != second.Final => "final",
        _ when first.WalletId != second.WalletId => "wallet_id",
        _ when first.Key.Kind == OperationKind.TopUp && first.Currency != second.Currency => "amount.currency_code",
        _ => "",
    };

    private static string FirstDifference(PaymentMethod first, PaymentMethod second) => (first, second) switch
    {
        (CardMethod one, CardMethod other) when one.Fingerprint != other.Fingerprint => "card.number",
        (CardMethod one, CardMethod other) when one.ExpiryMonth != other.ExpiryMonth => "card.expiry_month",
        (CardMethod one, CardMethod other) when one.ExpiryYear != other.ExpiryYear => "card.expiry_year",
        (CardMethod, CardMethod) => "",
        (WalletMethod one, WalletMethod other) when one.PayerWalletId != other.PayerWalletId => "wallet.payer_wallet_id",
        (WalletMethod one, WalletMethod other) when one.PayeeWalletId != other.PayeeWalletId => "wallet.payee_wallet_id",
        (WalletMethod, WalletMethod) => "",
        _ => "payment_method",
    };
}
