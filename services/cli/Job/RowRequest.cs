using System.Globalization;
using Mesh.Cli.Samples;
using Mesh.Payments.V1;
using Mesh.Type.V1;

namespace Mesh.Cli.Job;

/// <summary>Turns the text of a row into requests. What is wrong is left to the service to say; only what no request can carry is
/// added to the row's problems here.</summary>
internal static class RowRequest
{
    public static AuthorizePaymentRequest Authorize(SampleRow row, RowProblems problems)
    {
        var request = new AuthorizePaymentRequest
        {
            RequestId = row.RequestId,
            Tenant = row.Tenant,
            Amount = new Money { CurrencyCode = row.Currency, AmountMinor = Amount(row, problems) },
            CaptureMethod = Capture(row, problems),
            CustomerId = row.Customer,
            MerchantId = row.Merchant,
            MerchantReference = $"row-{row.Row.ToString(CultureInfo.InvariantCulture)}",
        };
        if (row.Card.Length > 0)
        {
            var (month, year) = Expiry(row, problems);
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

    public static TopUpWalletRequest TopUp(SampleRow row, RowProblems problems) =>
        new()
        {
            RequestId = row.RequestId,
            Tenant = row.Tenant,
            WalletId = row.Wallet,
            Amount = new Money { CurrencyCode = row.Currency, AmountMinor = Amount(row, problems) },
        };

    public static CapturePaymentRequest Capture(SampleRow row, string paymentId, RowProblems problems) =>
        new()
        {
            RequestId = row.RequestId,
            Tenant = row.Tenant,
            PaymentId = paymentId,
            AmountMinor = Part(row, problems),
        };

    public static VoidPaymentRequest Void(SampleRow row, string paymentId) =>
        new()
        {
            RequestId = row.RequestId,
            Tenant = row.Tenant,
            PaymentId = paymentId,
        };

    public static RefundPaymentRequest Refund(SampleRow row, string paymentId, RowProblems problems) =>
        new()
        {
            RequestId = row.RequestId,
            Tenant = row.Tenant,
            PaymentId = paymentId,
            AmountMinor = Part(row, problems),
        };

    private static CaptureMethod Capture(SampleRow row, RowProblems problems)
    {
        switch (row.Capture)
        {
            case "automatic":
                return CaptureMethod.Automatic;
            case "manual":
                return CaptureMethod.Manual;
            default:
                problems.Add("capture_method", $"'{row.Capture}' is neither automatic nor manual");
                return CaptureMethod.Unspecified;
        }
    }

    // Empty is all of it, which a request says with 0.
    private static long Part(SampleRow row, RowProblems problems) =>
        row.AmountMinor.Length == 0 ? 0 : Whole(row.AmountMinor, "amount_minor", problems);

    private static long Amount(SampleRow row, RowProblems problems) => Whole(row.AmountMinor, "amount.amount_minor", problems);

    private static long Whole(string text, string field, RowProblems problems)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
        {
            return amount;
        }

        problems.Add(field, $"'{text}' is not a whole number of minor units");
        return -1;
    }

    private static (int Month, int Year) Expiry(SampleRow row, RowProblems problems)
    {
        var parts = row.Expiry.Split('/');
        if (
            parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var month)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
        )
        {
            return (month, year);
        }

        problems.Add("card.expiry", $"'{row.Expiry}' is not MM/YYYY");
        return (0, 0);
    }
}
