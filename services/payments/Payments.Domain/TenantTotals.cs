using System.Collections.Immutable;

namespace Mesh.Payments.Domain;

/// <summary>Sums of a tenant's payments by currency, and their number by state. Both are in order: of the codes, of the states.</summary>
/// <param name="ByCurrency">Sums by ISO 4217 code.</param>
/// <param name="ByState">Number of payments by state, over all currencies; a state without payments is absent.</param>
public sealed record TenantTotals(
    ImmutableSortedDictionary<string, CurrencyTotals> ByCurrency, ImmutableSortedDictionary<PaymentState, long> ByState)
{
    /// <summary>No payments.</summary>
    public static readonly TenantTotals None = new(
        ImmutableSortedDictionary.Create<string, CurrencyTotals>(StringComparer.Ordinal),
        ImmutableSortedDictionary<PaymentState, long>.Empty);

    /// <summary>Follows a payment that changed, or was made when <paramref name="before"/> is null.</summary>
    internal TenantTotals Changed(Payment? before, Payment after)
    {
        var code = after.Terms.Currency.Code;
        var byState = before?.State == after.State ? ByState : Plus(before is null ? ByState : Minus(before.State), after.State);
        return new TenantTotals(ByCurrency.SetItem(code, Of(code).Changed(before, after)), byState);
    }

    /// <summary>Follows money that came in for a wallet.</summary>
    internal TenantTotals ToppedUp(OperationTerms topUp)
    {
        var code = topUp.Currency!.Code;
        var sums = Of(code);
        return this with { ByCurrency = ByCurrency.SetItem(code, sums with { ToppedUp = sums.ToppedUp + topUp.AmountMinor }) };
    }

    private CurrencyTotals Of(string code) => ByCurrency.GetValueOrDefault(code) ?? CurrencyTotals.Zero;

    private static ImmutableSortedDictionary<PaymentState, long> Plus(
        ImmutableSortedDictionary<PaymentState, long> byState, PaymentState state) =>
        byState.SetItem(state, byState.GetValueOrDefault(state) + 1);

    private ImmutableSortedDictionary<PaymentState, long> Minus(PaymentState state)
    {
        var rest = ByState[state] - 1;
        return rest == 0 ? ByState.Remove(state) : ByState.SetItem(state, rest);
    }
}
