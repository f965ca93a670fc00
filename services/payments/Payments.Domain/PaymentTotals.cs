namespace Mesh.Payments.Domain;

/// <summary>Sums of a tenant's payments in one currency, in minor units.</summary>
public sealed record CurrencyTotals(
    string Currency, Int128 Held, Int128 CardCaptured, Int128 CardRefunded, Int128 WalletCaptured, Int128 WalletRefunded, Int128 ToppedUp);

/// <summary>Adds payments up: what the ledger and the acquirer must agree with.</summary>
public static class PaymentTotals
{
    /// <summary>Sums by currency, in the order of the codes.</summary>
    public static IReadOnlyList<CurrencyTotals> ByCurrency(PaymentsState state, string tenant)
    {
        var rows = new SortedDictionary<string, CurrencyTotals>(StringComparer.Ordinal);
        for (var number = 0L; number < state.CountOf(tenant); number++)
        {
            var payment = state.PaymentAt(tenant, number);
            var code = payment.Terms.Currency.Code;
            rows[code] = Add(rows.GetValueOrDefault(code) ?? Zero(code), payment, HeldBy(state, payment));
        }

        foreach (var topUp in state.Operations.Where(
            one => one.Terms.Key is { Kind: OperationKind.TopUp } key && key.Tenant == tenant && one.State == OperationState.Succeeded))
        {
            var code = topUp.Terms.Currency!.Code;
            var row = rows.GetValueOrDefault(code) ?? Zero(code);
            rows[code] = row with { ToppedUp = row.ToppedUp + topUp.Terms.AmountMinor };
        }

        return [.. rows.Values];
    }

    /// <summary>Counts by state.</summary>
    public static IReadOnlyDictionary<PaymentState, long> ByState(PaymentsState state, string tenant)
    {
        var counts = new SortedDictionary<PaymentState, long>();
        for (var number = 0L; number < state.CountOf(tenant); number++)
        {
            var key = state.PaymentAt(tenant, number).State;
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return counts;
    }

    private static CurrencyTotals Add(CurrencyTotals row, Payment payment, long held)
    {
        row = row with { Held = row.Held + held };
        return payment.Terms.Method is CardMethod
            ? row with { CardCaptured = row.CardCaptured + payment.CapturedMinor, CardRefunded = row.CardRefunded + payment.RefundedMinor }
            : row with { WalletCaptured = row.WalletCaptured + payment.CapturedMinor,
                WalletRefunded = row.WalletRefunded + payment.RefundedMinor };
    }

    private static long HeldBy(PaymentsState state, Payment payment)
    {
        var isOpen = payment.State is PaymentState.RequiresCapture or PaymentState.PartiallyCaptured or PaymentState.InReview;

        // While the acquirer's answer is open the hold stays; before that nobody outside the chain knows whether there is one yet.
        var isUnknown = payment.State == PaymentState.Processing && payment.Pending is { } key
            && state.FindOperation(key)!.UnknownAnswers > 0;
        return isOpen || isUnknown ? payment.Terms.AmountMinor - payment.CapturedMinor : 0;
    }

    private static CurrencyTotals Zero(string code) => new(code, 0, 0, 0, 0, 0, 0);
}
