using Mesh.Kernel;

namespace Mesh.Risk.Domain;

/// <summary>Whose payments a window counts.</summary>
public enum ActivityKind
{
    Customer = 1,
    Card = 2,
    Wallet = 3,
}

/// <summary>Names a window. Amounts of different currencies are never added, so each currency has its own.</summary>
public readonly record struct ActivityKey(string Tenant, ActivityKind Kind, string Value, string Currency);

/// <summary>
/// Everything that one partition of risk knows: the fold of its events. Changes inside an open undo scope can be taken back.
/// </summary>
public sealed class RiskState
{
    private readonly UndoTable<(string Tenant, Id128 Id), Evaluation> evaluations;
    private readonly UndoTable<ActivityKey, ActivityWindow> windows;
    private readonly UndoTable<BlockListKey, BlockListEntry> blockList;
    private readonly UndoTable<(string Tenant, Id128 RequestId), RiskEvent> changes;

    public RiskState()
    {
        evaluations = new(Undo);
        windows = new(Undo);
        blockList = new(Undo);
        changes = new(Undo);
    }

    /// <summary>Takes back changes.</summary>
    public UndoLog Undo { get; } = new();

    /// <summary>Evaluations of all tenants, in no promised order.</summary>
    public IEnumerable<KeyValuePair<(string Tenant, Id128 Id), Evaluation>> Evaluations => evaluations.Rows;

    /// <summary>Windows of all tenants, in no promised order.</summary>
    public IEnumerable<KeyValuePair<ActivityKey, ActivityWindow>> Windows => windows.Rows;

    /// <summary>Block list entries of all tenants, in no promised order.</summary>
    public IEnumerable<BlockListEntry> BlockListEntries => blockList.Values;

    /// <summary>Changes of block lists that were asked for, by request, in no promised order.</summary>
    public IEnumerable<KeyValuePair<(string Tenant, Id128 RequestId), RiskEvent>> Changes => changes.Rows;

    /// <summary>Finds an evaluation; null when there is none.</summary>
    public Evaluation? FindEvaluation(string tenant, Id128 id) => evaluations.TryGet((tenant, id), out var evaluation) ? evaluation : null;

    /// <summary>Gets a window; empty when nothing is known of the key.</summary>
    public ActivityWindow Window(ActivityKey key) => windows.TryGet(key, out var window) ? window : ActivityWindow.Empty;

    /// <summary>Finds a block list entry; null when there is none.</summary>
    public BlockListEntry? FindBlockListEntry(BlockListKey key) => blockList.TryGet(key, out var entry) ? entry : null;

    /// <summary>Finds the change that a request made; null when the request is new.</summary>
    public RiskEvent? FindChange(string tenant, Id128 requestId) => changes.TryGet((tenant, requestId), out var change) ? change : null;

    /// <summary>Applies one event. Never refuses: what happened, happened.</summary>
    public void Apply(RiskEvent happened, Moment time)
    {
        switch (happened)
        {
            case PaymentEvaluated evaluated:
                Apply(evaluated, time);
                break;
            case EntryAdded added:
                changes.Set((added.Tenant, added.Command.RequestId), added);
                if (!added.WasPresent)
                {
                    var key = new BlockListKey(added.Tenant, added.Command.ItemType, added.Command.Value);
                    blockList.Set(key, new BlockListEntry(key, added.Command.Reason, time));
                }

                break;
            case EntryRemoved removed:
                changes.Set((removed.Tenant, removed.Command.RequestId), removed);
                blockList.Remove(new BlockListKey(removed.Tenant, removed.Command.ItemType, removed.Command.Value));
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is not an event of risk.");
        }
    }

    private void Apply(PaymentEvaluated evaluated, Moment time)
    {
        var payment = evaluated.Terms.Payment;
        evaluations.Set(
            (evaluated.Tenant, evaluated.Terms.Id),
            new Evaluation(
                evaluated.Terms.Id, payment, evaluated.Outcome, evaluated.Score, evaluated.Hits, evaluated.RuleSetVersion, time));
        Remember(evaluated.Tenant, ActivityKind.Customer, payment.CustomerId, payment, payment.CardFingerprint, time);
        Remember(evaluated.Tenant, ActivityKind.Card, payment.CardFingerprint, payment, payment.CustomerId, time);
        Remember(evaluated.Tenant, ActivityKind.Wallet, payment.PayerWalletId, payment, payment.CustomerId, time);
    }

    private void Remember(string tenant, ActivityKind kind, string value, PaymentSnapshot payment, string counterpart, Moment time)
    {
        if (value.Length > 0)
        {
            var key = new ActivityKey(tenant, kind, value, payment.Currency.Code);
            windows.Set(key, Window(key).Add(time, payment.AmountMinor, counterpart));
        }
    }
}
