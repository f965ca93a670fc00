using Mesh.Kernel;
using Mesh.Risk.Domain.Rules;

namespace Mesh.Risk.Domain;

/// <summary>Takes what a decision says happened, and applies it at once.</summary>
/// <param name="Now">Time that the next event will have.</param>
/// <param name="Add">Applies an event and keeps it.</param>
public readonly record struct Happening(Func<Moment> Now, Action<RiskEvent> Add);

/// <summary>One function per command: state and command in, answer and events out.</summary>
public static class RiskDecisions
{
    /// <summary>Decides a command.</summary>
    public static RiskResult Decide(RiskState state, RiskCommand command, Happening happening) => command switch
    {
        EvaluatePayments evaluate =>
            new EvaluationResults([.. evaluate.Items.Select(terms => Evaluate(state, evaluate.Tenant, terms, happening))]),
        AddBlockListEntry add => Add(state, add, happening),
        RemoveBlockListEntry remove => Remove(state, remove, happening),
        _ => throw new System.Diagnostics.UnreachableException($"{command.GetType().Name} is not a command of risk."),
    };

    private static EvaluationResult Evaluate(RiskState state, string tenant, EvaluationTerms terms, Happening happening)
    {
        if (state.FindEvaluation(tenant, terms.Id) is { } first)
        {
            var field = SnapshotComparison.FirstDifference(first.Payment, terms.Payment);
            return new EvaluationResult(field.Length == 0 ? first : null, Replayed: true, field);
        }

        var context = new RuleContext(state, tenant, terms.Payment, happening.Now());
        var hits = RuleSet.Rules
            .Select(rule => rule.Why(context) is { } why ? new RuleHit(rule.Name, rule.Points, why) : null)
            .OfType<RuleHit>().ToList();
        var score = hits.Sum(hit => hit.Points);
        var outcome = score switch
        {
            >= RiskLimits.DeclineScore => Outcome.Decline,
            >= RiskLimits.ReviewScore => Outcome.Review,
            _ => Outcome.Allow,
        };
        happening.Add(new PaymentEvaluated(tenant, terms, outcome, score, hits, RuleSet.Version));
        return new EvaluationResult(state.FindEvaluation(tenant, terms.Id), Replayed: false, ReusedIdField: "");
    }

    private static RiskResult Add(RiskState state, AddBlockListEntry command, Happening happening)
    {
        var key = new BlockListKey(command.Tenant, command.ItemType, command.Value);
        if (state.FindChange(command.Tenant, command.RequestId) is { } first)
        {
            return first is EntryAdded added && FirstDifference(added.Command, command) is { Length: 0 }
                ? new BlockListEntryAdded(state.FindBlockListEntry(key)
                    ?? new BlockListEntry(key, command.Reason, happening.Now()), AlreadyPresent: true)
                : new RequestIdReused(first is EntryAdded other ? FirstDifference(other.Command, command) : "request_id");
        }

        var present = state.FindBlockListEntry(key) is not null;
        happening.Add(new EntryAdded(command.Tenant, command, present));
        return new BlockListEntryAdded(state.FindBlockListEntry(key)!, present);
    }

    private static RiskResult Remove(RiskState state, RemoveBlockListEntry command, Happening happening)
    {
        if (state.FindChange(command.Tenant, command.RequestId) is { } first)
        {
            return first is EntryRemoved removed && FirstDifference(removed.Command, command) is { Length: 0 }
                ? new BlockListEntryRemoved(removed.WasPresent)
                : new RequestIdReused(first is EntryRemoved other ? FirstDifference(other.Command, command) : "request_id");
        }

        var present = state.FindBlockListEntry(new BlockListKey(command.Tenant, command.ItemType, command.Value)) is not null;
        happening.Add(new EntryRemoved(command.Tenant, command, present));
        return new BlockListEntryRemoved(present);
    }

    private static string FirstDifference(AddBlockListEntry first, AddBlockListEntry second) => (first, second) switch
    {
        _ when first.ItemType != second.ItemType => "entry.item_type",
        _ when first.Value != second.Value => "entry.value",
        _ when first.Reason != second.Reason => "entry.reason",
        _ => "",
    };

    private static string FirstDifference(RemoveBlockListEntry first, RemoveBlockListEntry second) => (first, second) switch
    {
        _ when first.ItemType != second.ItemType => "item_type",
        _ when first.Value != second.Value => "value",
        _ => "",
    };
}
