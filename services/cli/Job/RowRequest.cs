using System.Globalization;
using Mesh.Cli.Samples;
using Mesh.Payments.V1;
using Mesh.Type.V1;

namespace Mesh.Cli.Job;

/// <summary>Turns the text of a row into requests. What a service would refuse is left to the service; here is refused only what no
/// request can say.</summary>
internal static class RowRequest
{
    public static AuthorizePaymentRequest Authorize(SampleRow row)
    {
        var request = new AuthorizePaymentRequest
        {
            RequestId = row.RequestId,
            Tenant = row.Tenant,
            Amount = new Money { CurrencyCode = row.Currency, AmountMinor = Amount(row) },
            CaptureMethod = row.Capture switch
            {
                "automatic" => CaptureMethod.Automatic,
                "manual" => CaptureMethod.Manual,
                var other => throw new RowException("capture", $"'{other}' is neither automatic nor manual"),
            },
            CustomerId = row.Customer,
            MerchantId = row.Merchant,
            MerchantReference = $"row-{row.Row.ToString(CultureInfo.InvariantCulture)}",
        };
        if (row.Card.Length > 0)
        {
            var (month, year) = Expiry(row);
            request.Card = new CardDetails
            {
                Number = row.Card,
                ExpiryMonth = month,
                ExpiryYear = year,
            };
        }
        else
        {
            request.Wallet = new WalletDetails { PayerWalletId = row.Wallet, PayeeWalletId = row.PayeeWallet };
        }

        return request;
    }

    public static TopUpWalletRequest TopUp(SampleRow row) =>
        new()
        {
            RequestId = row.RequestId,
            Tenant = row.Tenant,
            WalletId = row.Wallet,
            Amount = new Money { CurrencyCode = row.Currency, AmountMinor = Amount(row) },
        };

    public static CapturePaymentRequest Capture(SampleRow row, string paymentId) =>
        new()
        {
            RequestId = row.RequestId,
            Tenant = row.Tenant,
            PaymentId = paymentId,
            AmountMinor = Part(row),
        };

    public static VoidPaymentRequest Void(SampleRow row, string paymentId) =>
        new()
        {
            RequestId = row.RequestId,
            Tenant = row.Tenant,
            PaymentId = paymentId,
        };

    public static RefundPaymentRequest Refund(SampleRow row, string paymentId) =>
        new()
        {
            RequestId = row.RequestId,
            Tenant = row.Tenant,
            PaymentId = paymentId,
            AmountMinor = Part(row),
        };

    private static long Part(SampleRow row) => row.AmountMinor.Length == 0 ? 0 : Amount(row);

    private static long Amount(SampleRow row) =>
        long.TryParse(row.AmountMinor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : throw new RowException("amount_minor", $"'{row.AmountMinor}' is not a whole number of minor units");

    private static (int Month, int Year) Expiry(SampleRow row)
    {
        var parts = row.Expiry.Split('/');
        return
            parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var month)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            ? (month, year)
            : throw new RowException("expiry", $"'{row.Expiry}' is not MM/YYYY");
    }
}
