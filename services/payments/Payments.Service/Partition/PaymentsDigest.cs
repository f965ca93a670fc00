using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Partition;

/// <summary>SHA-256 over the whole state, row by row in a fixed order: equal states have equal digests, whatever way led there.</summary>
internal static class PaymentsDigest
{
    public static byte[] Of(PaymentsState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var payment in state.Payments
            .OrderBy(payment => payment.Terms.Tenant, StringComparer.Ordinal).ThenBy(payment => payment.Id.Value))
        {
            Add(hash, Text(payment));
        }

        foreach (var operation in state.Operations
            .OrderBy(one => one.Terms.Key.Tenant, StringComparer.Ordinal)
            .ThenBy(one => one.Terms.Key.Kind).ThenBy(one => one.Terms.Key.RequestId))
        {
            Add(hash, Row(operation.Terms, operation.State, operation.FailureCode, operation.Rejection, operation.UnknownAnswers,
                operation.AskAt, operation.Time));
        }

        return hash.GetHashAndReset();
    }

    // The sealed number differs between two seals, but not between two replays: it is part of the journal, and so of the digest.
    private static string Text(Payment payment) => Row(
        payment.Terms with { Method = new WalletMethod("", "") },
        Text(payment.Terms.Method),
        payment.State,
        payment.CapturedMinor,
        payment.RefundedMinor,
        payment.Failure,
        payment.Risk is { } risk ? Row(risk.Outcome, risk.Score, risk.EvaluationId, string.Join(',', risk.Rules)) : null,
        payment.Pending,
        payment.OutcomeUnknown,
        payment.HoldPlaced,
        payment.CreateTime,
        payment.UpdateTime,
        payment.Version);

    private static string Text(PaymentMethod method) => method switch
    {
        CardMethod card =>
            Row(card.Fingerprint, card.Bin, card.Last4, card.ExpiryMonth, card.ExpiryYear, Convert.ToHexString(card.Sealed.Span)),
        WalletMethod wallet => Row(wallet.PayerWalletId, wallet.PayeeWalletId),
        _ => throw new System.Diagnostics.UnreachableException($"{method.GetType().Name} is not a payment method."),
    };

    private static string Row(params object?[] fields) =>
        string.Join('\u001f', fields.Select(field => Convert.ToString(field, CultureInfo.InvariantCulture))) + "\n";

    private static void Add(IncrementalHash hash, string row) => hash.AppendData(Encoding.UTF8.GetBytes(row));
}
