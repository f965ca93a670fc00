using System.Diagnostics;
using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// Decisions of one book that were brought back from its history: transfers, what became of holds, reversals, updates of accounts. Built
/// from the events that the history has under the keys that were asked for, oldest first; has no effect on any balance.
/// </summary>
public sealed class PastDecisions
{
    private readonly Dictionary<Id128, Transfer> transfers = [];
    private readonly Dictionary<Id128, Hold> holds = [];
    private readonly Dictionary<Id128, Id128> reversals = [];
    private readonly Dictionary<Id128, DecidedUpdate> updates = [];

    /// <summary>Finds a transfer, refused ones included; null when it was not brought back.</summary>
    public Transfer? FindTransfer(Id128 id) => transfers.TryGetValue(id, out var transfer) ? transfer : null;

    /// <summary>
    /// Finds a hold whose pending transfer and ends were brought back. Not to be asked for a hold that is open: its posts may lie
    /// elsewhere.
    /// </summary>
    public Hold? FindHold(Id128 pendingId) => holds.TryGetValue(pendingId, out var hold) ? hold : null;

    /// <summary>Finds the reversal of a transfer.</summary>
    public Id128? FindReversal(Id128 transferId) => reversals.TryGetValue(transferId, out var reversalId) ? reversalId : null;

    /// <summary>Finds an update of an account, refused ones included; null when it was not brought back.</summary>
    public DecidedUpdate? FindUpdate(Id128 id) => updates.TryGetValue(id, out var update) ? update : null;

    /// <summary>Takes an event, oldest first.</summary>
    public void Add(LedgerEvent happened, Moment time)
    {
        switch (happened)
        {
            case TransferApplied applied:
                transfers[applied.Terms.Id] = Transfer.Of(applied, time);
                Follow(applied, time);
                break;
            case TransferRefused refused:
                transfers[refused.Terms.Id] = Transfer.Of(refused, time);
                break;
            case HoldExpired expired:
                End(expired.PendingId, expired.Released, HoldState.Expired);
                break;
            case AccountUpdated updated:
                updates[updated.Terms.Id] = DecidedUpdate.Of(updated, time);
                break;
            case AccountUpdateRefused refused:
                updates[refused.Terms.Id] = DecidedUpdate.Of(refused, time);
                break;
            default:
                throw new UnreachableException($"{happened.GetType().Name} has no key in the history.");
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        transfers.Clear();
        holds.Clear();
        reversals.Clear();
        updates.Clear();
    }

    private void Follow(TransferApplied applied, Moment time)
    {
        var terms = applied.Terms;
        switch (terms.Kind)
        {
            case TransferKind.Pending:
                holds[terms.Id] = Hold.Open(applied, time);
                break;
            case TransferKind.Post when holds.TryGetValue(terms.PendingId, out var hold):
                holds[terms.PendingId] = hold.Post(applied.Amount, applied.Released, terms.Final);
                break;
            case TransferKind.Void:
                End(terms.PendingId, applied.Released, HoldState.Voided);
                break;
            case TransferKind.Reverse:
                reversals[terms.ReversesId] = terms.Id;
                break;
        }
    }

    /// <summary>An end that was brought back for its own sake has no pending transfer here, and changes nothing.</summary>
    private void End(Id128 pendingId, UInt128 released, HoldState end)
    {
        if (holds.TryGetValue(pendingId, out var hold))
        {
            holds[pendingId] = hold.Release(released, end);
        }
    }
}
