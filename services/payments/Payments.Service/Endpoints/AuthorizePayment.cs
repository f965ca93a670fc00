using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Cards;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Authorizes a payment.</summary>
internal static class AuthorizePaymentCall
{
    public static async Task<V1.AuthorizePaymentResponse> RunAsync(
        V1.AuthorizePaymentRequest request, PaymentsPartitions partitions, CardVault vault, CancellationToken cancellationToken)
    {
        var terms = Parse(request, vault);
        var key = new OperationKey(terms.Tenant, OperationKind.Authorize, terms.RequestId);
        var accepted = await partitions.RunAsync(new BeginAuthorize(terms), key, cancellationToken);
        return new V1.AuthorizePaymentResponse
        {
            Payment = PaymentsWire.ToWire(accepted.Payment!),
            Replayed = accepted.Replayed,
        };
    }

    private static PaymentTerms Parse(V1.AuthorizePaymentRequest request, CardVault vault)
    {
        var violations = new FieldViolations();
        var (currency, amountMinor) = PaymentsWire.ParseMoney(request.Amount, "amount", violations);
        var requestId = PaymentsWire.ParseRequestId(request.RequestId, violations);
        var method = ParseMethod(request, requestId, vault, violations);
        CheckPayee(request, violations);
        if (request.CaptureMethod is not (V1.CaptureMethod.Automatic or V1.CaptureMethod.Manual))
        {
            violations.Add("capture_method", "must be AUTOMATIC or MANUAL");
        }

        if (request.CustomerId.Length > PaymentLimits.CustomerIdCharactersMax || !request.CustomerId.All(IsCustomerCharacter))
        {
            violations.Add("customer_id", $"must have at most {PaymentLimits.CustomerIdCharactersMax} characters of a-z A-Z 0-9 - _ . @");
        }

        if (request.MerchantReference.Length > PaymentLimits.MerchantReferenceCharactersMax)
        {
            violations.Add("merchant_reference", $"must have at most {PaymentLimits.MerchantReferenceCharactersMax} characters");
        }

        var tenant = PaymentsWire.ParseTenant(request.Tenant, violations);
        violations.ThrowIfAny(PaymentsErrors.InvalidRequest);
        return new PaymentTerms(
            tenant,
            requestId,
            currency,
            amountMinor,
            (CaptureMethod)request.CaptureMethod,
            request.CustomerId,
            request.MerchantId,
            method!,
            request.MerchantReference);
    }

    private static PaymentMethod? ParseMethod(
        V1.AuthorizePaymentRequest request, Id128 requestId, CardVault vault, FieldViolations violations)
    {
        switch (request.PaymentMethodCase)
        {
            case V1.AuthorizePaymentRequest.PaymentMethodOneofCase.Card:
                return PaymentsWire.ParseCard(request.Card, request.Tenant, requestId, vault, violations);
            case V1.AuthorizePaymentRequest.PaymentMethodOneofCase.Wallet:
                return PaymentsWire.ParseWallet(request.Wallet, violations);
            default:
                violations.Add("payment_method", "must be card or wallet");
                return null;
        }
    }

    private static void CheckPayee(V1.AuthorizePaymentRequest request, FieldViolations violations)
    {
        var hasPayeeWallet = request.Wallet?.PayeeWalletId.Length > 0;
        if (hasPayeeWallet && request.MerchantId.Length > 0)
        {
            violations.Add("merchant_id", "must be empty when wallet.payee_wallet_id is given: one of them is paid");
        }
        else if (!hasPayeeWallet)
        {
            PaymentsWire.ParseName(request.MerchantId, "merchant_id", violations);
        }
    }

    private static bool IsCustomerCharacter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '@';
}
