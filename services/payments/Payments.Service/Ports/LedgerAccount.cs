using Mesh.Kernel;

namespace Mesh.Payments.Service.Ports;

/// <summary>What an account is for. The chart of accounts is in the README of this service.</summary>
public enum AccountRole
{
    Bank,
    AcquirerReceivable,
    Wallet,
    MerchantPayable,
}

/// <summary>An account of the ledger, found by what it is for: its identifier is derived from that.</summary>
/// <param name="Tenant">Tenant.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Owner">Wallet or merchant; empty for the tenant's own accounts.</param>
/// <param name="Currency">Currency.</param>
public sealed record LedgerAccount(string Tenant, AccountRole Role, string Owner, Currency Currency)
{
    /// <summary>Identifier: derived, so that every payment of the same parties meets the same account.</summary>
    public Id128 Id { get; } = Id128.Derive("ledger-account", Tenant, Role.ToString(), Owner, Currency.Code);
}
