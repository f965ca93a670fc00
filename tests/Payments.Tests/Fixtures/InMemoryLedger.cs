using Mesh.Kernel;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>
/// The ledger's promises, and nothing else: idempotent identifiers, refusals that stay, holds with partial posts, and accounts that may not
/// go below zero. It lives on when payments is killed.
/// </summary>
internal sealed class InMemoryLedger : ILedgerPoster
{
    private readonly Lock gate = new();
    private readonly Dictionary<Id128, (LedgerTransfer Transfer, string? Reason)> known = [];
    private readonly Dictionary<Id128, Hold> holds = [];
    private readonly Dictionary<LedgerAccount, (long Posted, long HeldOut)> accounts = [];

    /// <summary>Calls so far, repeats included.</summary>
    public int CallCount { get; private set; }

    /// <summary>Transfers that were applied, in order.</summary>
    public List<LedgerTransfer> Applied { get; } = [];

    /// <summary>Money held by holds that are neither posted in full nor voided.</summary>
    public long HeldMinor => holds.Values.Sum(hold => hold.OpenMinor);

    public Task<string?> PostAsync(LedgerTransfer transfer, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            CallCount++;
            if (known.TryGetValue(transfer.Id, out var first))
            {
                return Task.FromResult(first.Transfer == transfer ? first.Reason : "exists_with_different_terms");
            }

            var reason = Apply(transfer);
            known[transfer.Id] = (transfer, reason);
            if (reason is null)
            {
                Applied.Add(transfer);
            }

            return Task.FromResult(reason);
        }
    }

    public Task<(Int128 BalanceMinor, Int128 AvailableMinor)> BalanceAsync(
        string tenant, Id128 accountId, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var (posted, heldOut) = accounts.Where(pair => pair.Key.Id == accountId).Select(pair => pair.Value).FirstOrDefault();
            return Task.FromResult(((Int128)posted, (Int128)posted - heldOut));
        }
    }

    /// <summary>Credits less debits posted of an account.</summary>
    public long Of(AccountRole role, string owner = "", string currency = "EUR", string tenant = Some.Tenant) =>
        accounts.GetValueOrDefault(new LedgerAccount(tenant, role, owner, Some.Money(currency))).Posted;

    public void Fund(string wallet, long amountMinor) =>
        accounts[new LedgerAccount(Some.Tenant, AccountRole.Wallet, wallet, Some.Euro)] = (amountMinor, 0);

    private string? Apply(LedgerTransfer transfer)
    {
        switch (transfer.Step)
        {
            case LedgerStep.Move:
            case LedgerStep.Hold:
                return Take(transfer);
            case LedgerStep.Post:
                var posted = holds[transfer.HoldId];
                if (transfer.AmountMinor > posted.OpenMinor)
                {
                    return "exceeds_pending_amount";
                }

                Change(posted.Debit, -transfer.AmountMinor, -transfer.AmountMinor);
                Change(posted.Credit, transfer.AmountMinor, 0);
                holds[transfer.HoldId] = posted with { OpenMinor = posted.OpenMinor - transfer.AmountMinor };
                return transfer.Final ? Release(transfer.HoldId) : null;
            case LedgerStep.Void:
                return holds[transfer.HoldId].OpenMinor == 0 ? "pending_transfer_closed" : Release(transfer.HoldId);
            default:
                throw new ArgumentOutOfRangeException(nameof(transfer));
        }
    }

    private string? Take(LedgerTransfer transfer)
    {
        var (debit, credit) = (transfer.Debit!, transfer.Credit!);
        var (posted, heldOut) = accounts.GetValueOrDefault(debit);
        var isLimited = debit.Role is AccountRole.Wallet or AccountRole.MerchantPayable;
        if (isLimited && transfer.AmountMinor > posted - heldOut)
        {
            return "exceeds_credits";
        }

        if (transfer.Step == LedgerStep.Move)
        {
            Change(debit, -transfer.AmountMinor, 0);
            Change(credit, transfer.AmountMinor, 0);
        }
        else
        {
            Change(debit, 0, transfer.AmountMinor);
            holds[transfer.Id] = new Hold(debit, credit, transfer.AmountMinor);
        }

        return null;
    }

    private string? Release(Id128 holdId)
    {
        var hold = holds[holdId];
        Change(hold.Debit, 0, -hold.OpenMinor);
        holds[holdId] = hold with { OpenMinor = 0 };
        return null;
    }

    private void Change(LedgerAccount account, long posted, long heldOut)
    {
        var before = accounts.GetValueOrDefault(account);
        accounts[account] = (before.Posted + posted, before.HeldOut + heldOut);
    }

    private sealed record Hold(LedgerAccount Debit, LedgerAccount Credit, long OpenMinor);
}
