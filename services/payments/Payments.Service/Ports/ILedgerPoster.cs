using Mesh.Kernel;

namespace Mesh.Payments.Service.Ports;

/// <summary>What payments needs of the ledger. Identifiers are derived, so posting again changes nothing.</summary>
public interface ILedgerPoster
{
    /// <summary>
    /// Posts one transfer, creating its accounts when they are new. Waits until the ledger answers; retries while it is not reachable.
    /// </summary>
    /// <returns>Null when it is applied (now or earlier); otherwise the ledger's reason, lower case with underscores.</returns>
    Task<string?> PostAsync(LedgerTransfer transfer, CancellationToken cancellationToken);

    /// <summary>Gets an account's posted credits less debits, and what of it is not held; zeros when the account does not exist.</summary>
    /// <exception cref="ServiceUnavailableException">The ledger does not answer; nothing is repeated.</exception>
    Task<(Int128 BalanceMinor, Int128 AvailableMinor)> BalanceAsync(string tenant, Id128 accountId, CancellationToken cancellationToken);
}

/// <summary>What a transfer does in the ledger.</summary>
public enum LedgerStep
{
    Move,
    Hold,
    Post,
    Void,
}

/// <summary>One transfer, in payments' words.</summary>
/// <param name="Id">Derived identifier.</param>
/// <param name="Step">What it does.</param>
/// <param name="Debit">Debited account; null for a post or void.</param>
/// <param name="Credit">Credited account; null for a post or void.</param>
/// <param name="AmountMinor">Minor units; 0 for a void.</param>
/// <param name="HoldId">Hold that a post or void refers to; default otherwise.</param>
/// <param name="Final">For a post: releases the rest.</param>
/// <param name="Tenant">Tenant; the ledger's book.</param>
/// <param name="Reference">Payment or wallet, for whoever reads the ledger.</param>
public sealed record LedgerTransfer(
    Id128 Id, LedgerStep Step, LedgerAccount? Debit, LedgerAccount? Credit, long AmountMinor, Id128 HoldId, bool Final, string Tenant,
    string Reference);
