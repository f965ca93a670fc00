namespace Mesh.Payments.Domain;

/// <summary>Sums of a tenant's payments in one currency, in minor units: what the ledger and the acquirer must agree with.</summary>
/// <param name="Held">Held by open authorizations.</param>
/// <param name="CardCaptured">Captured, by card.</param>
/// <param name="CardRefunded">Refunded, by card.</param>
/// <param name="WalletCaptured">Captured, from wallets.</param>
/// <param name="WalletRefunded">Refunded, to wallets.</param>
/// <param name="ToppedUp">Topped up.</param>
public sealed record CurrencyTotals(
    Int128 Held, Int128 CardCaptured, Int128 CardRefunded, Int128 WalletCaptured, Int128 WalletRefunded, Int128 ToppedUp)
{
    /// <summary>No payments.</summary>
    public static readonly CurrencyTotals Zero = new(0, 0, 0, 0, 0, 0);

    /// <summary>Takes one payment as it was out of the sums, and puts it in as it is.</summary>
    /// <param name="before">The payment before it changed; null when it is new.</param>
    /// <param name="after">The payment.</param>
    internal CurrencyTotals Changed(Payment? before, Payment after)
    {
        var held = Held + after.HeldMinor - (before?.HeldMinor ?? 0);
        var captured = after.CapturedMinor - (before?.CapturedMinor ?? 0);
        var refunded = after.RefundedMinor - (before?.RefundedMinor ?? 0);
        return after.Terms.Method is CardMethod
            ? this with { Held = held, CardCaptured = CardCaptured + captured, CardRefunded = CardRefunded + refunded }
            : this with { Held = held, WalletCaptured = WalletCaptured + captured, WalletRefunded = WalletRefunded + refunded };
    }
}
