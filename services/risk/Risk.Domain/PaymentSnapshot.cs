using Mesh.Kernel;

namespace Mesh.Risk.Domain;

/// <summary>All that risk is told about a payment. Two requests with the same evaluation id must agree in all of it.</summary>
/// <param name="PaymentId">Payment.</param>
/// <param name="Currency">ISO 4217 currency.</param>
/// <param name="AmountMinor">Minor units, at least 1.</param>
/// <param name="CustomerId">Customer; empty: unknown.</param>
/// <param name="MerchantId">Merchant; empty for a transfer between wallets.</param>
/// <param name="CardFingerprint">Keyed hash of the card number, 32 lower-case hexadecimal digits; empty when no card is used.</param>
/// <param name="CardBin">First 8 digits of the card number; empty when no card is used.</param>
/// <param name="PayerWalletId">Wallet that pays; empty when a card is used.</param>
public sealed record PaymentSnapshot(
    PaymentId PaymentId,
    Currency Currency,
    long AmountMinor,
    string CustomerId,
    string MerchantId,
    string CardFingerprint,
    string CardBin,
    string PayerWalletId);
