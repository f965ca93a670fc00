using Mesh.Kernel;

namespace Mesh.Payments.Domain;

/// <summary>How a payment is paid.</summary>
public abstract record PaymentMethod;

/// <summary>By card. The number itself is only in <see cref="Sealed"/>, under a key that the domain never sees.</summary>
/// <param name="Fingerprint">Keyed hash of the number: 32 hexadecimal digits.</param>
/// <param name="Bin">First 8 digits.</param>
/// <param name="Last4">Last 4 digits.</param>
/// <param name="ExpiryMonth">1 to 12.</param>
/// <param name="ExpiryYear">Four digits.</param>
/// <param name="Sealed">The number, encrypted. Differs between two seals of the same number, so it is never compared.</param>
public sealed record CardMethod(
    string Fingerprint, string Bin, string Last4, int ExpiryMonth, int ExpiryYear, ReadOnlyMemory<byte> Sealed) : PaymentMethod;

/// <summary>From a wallet, to a merchant or to another wallet.</summary>
/// <param name="PayerWalletId">Wallet that pays.</param>
/// <param name="PayeeWalletId">Wallet that is paid; empty when a merchant is.</param>
public sealed record WalletMethod(string PayerWalletId, string PayeeWalletId) : PaymentMethod;

/// <summary>When the money is taken. Numbers are those of the wire and of the stored records.</summary>
public enum CaptureMethod
{
    Automatic = 1,
    Manual = 2,
}

/// <summary>What was asked when a payment was made. Two requests with the same identifier must agree in all of it.</summary>
/// <param name="Tenant">Tenant; the ledger's book.</param>
/// <param name="RequestId">Client-made identifier.</param>
/// <param name="Currency">ISO 4217 currency.</param>
/// <param name="AmountMinor">Minor units. Range: 1 to 10^15 - 1.</param>
/// <param name="CaptureMethod">When the money is taken.</param>
/// <param name="CustomerId">Customer; may be empty.</param>
/// <param name="MerchantId">Merchant; empty for a transfer between wallets.</param>
/// <param name="Method">How it is paid.</param>
/// <param name="MerchantReference">The merchant's own reference; may be empty.</param>
public sealed record PaymentTerms(
    string Tenant,
    Id128 RequestId,
    Currency Currency,
    long AmountMinor,
    CaptureMethod CaptureMethod,
    string CustomerId,
    string MerchantId,
    PaymentMethod Method,
    string MerchantReference)
{
    /// <summary>Identifier of the payment that these terms make.</summary>
    public PaymentId PaymentId => PaymentId.Of(Tenant, RequestId);
}
