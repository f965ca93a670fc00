namespace Mesh.Risk.Domain.Rules;

/// <summary>Finds who or what pays.</summary>
internal static class Payer
{
    public static string Of(PaymentSnapshot payment, ActivityKind kind) => kind switch
    {
        ActivityKind.Customer => payment.CustomerId,
        ActivityKind.Card => payment.CardFingerprint,
        ActivityKind.Wallet => payment.PayerWalletId,
        _ => throw new System.Diagnostics.UnreachableException($"{kind} is not a kind of activity."),
    };
}
