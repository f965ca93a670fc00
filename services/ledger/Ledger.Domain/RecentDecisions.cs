using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// What was decided of late in one book: transfers, holds that have ended, reversals, updates of accounts. Kept in memory until it is found
/// through the history instead: a cut makes what is here older, and what is oldest is forgotten. Changes inside an open undo scope can be
/// taken back.
/// </summary>
internal sealed class RecentDecisions(UndoLog undo)
{
    private readonly List<Generation> older = [];
    private Generation current = new(undo);

    /// <summary>Transfers, refused ones included, in no promised order.</summary>
    public IEnumerable<Transfer> Transfers => older.Append(current).SelectMany(generation => generation.Transfers.Values);

    public Transfer? FindTransfer(Id128 id) => Find(static generation => generation.Transfers, id);

    public Hold? FindEndedHold(Id128 pendingId) => Find(static generation => generation.EndedHolds, pendingId);

    public Id128? FindReversal(Id128 transferId) => Find(static generation => generation.Reversals, transferId);

    public DecidedUpdate? FindUpdate(Id128 id) => Find(static generation => generation.Updates, id);

    public void Add(Transfer transfer) => current.Transfers.Set(transfer.Terms.Id, transfer);

    public void AddEndedHold(Id128 pendingId, Hold hold) => current.EndedHolds.Set(pendingId, hold);

    public void AddReversal(Id128 transferId, Id128 reversalId) => current.Reversals.Set(transferId, reversalId);

    public void Add(DecidedUpdate update) => current.Updates.Set(update.Terms.Id, update);

    /// <summary>Makes what is here older. With no undo scope open.</summary>
    public void Cut()
    {
        older.Add(current);
        current = new Generation(undo);
    }

    /// <summary>Forgets what is oldest: what was there at the first cut that nothing was forgotten for yet.</summary>
    public void Forget() => older.RemoveAt(0);

    private TDecision? Find<TDecision>(Func<Generation, UndoTable<Id128, TDecision>> table, Id128 id)
        where TDecision : struct
    {
        if (table(current).TryGet(id, out var found))
        {
            return found;
        }

        foreach (var generation in older)
        {
            if (table(generation).TryGet(id, out found))
            {
                return found;
            }
        }

        return null;
    }

    private sealed class Generation(UndoLog undo)
    {
        public UndoTable<Id128, Transfer> Transfers { get; } = new(undo);

        public UndoTable<Id128, Hold> EndedHolds { get; } = new(undo);

        public UndoTable<Id128, Id128> Reversals { get; } = new(undo);

        public UndoTable<Id128, DecidedUpdate> Updates { get; } = new(undo);
    }
}
