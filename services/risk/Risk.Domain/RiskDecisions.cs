using System.Diagnostics;
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
    /// <summary>Decides a command. A repeat of a known identifier adds nothing and gets the first answer.</summary>
    public static RiskResult Decide(RiskState state, RiskCommand command, Happening happening) => command switch
    {
        EvaluatePayments evaluate => Evaluate(state, evaluate, happening),
        AddBlockListEntry add => Add(state, add, happening),
        RemoveBlockListEntry remove => Remove(state, remove, happening),
        _ => throw new UnreachableException($"{command.GetType().Name} is not a command of risk."),
    };

    private static EvaluationResults Evaluate(RiskState state, EvaluatePayments command, Happening happening)
    {
        var results = new EvaluationResult[command.Items.Count];
        for (var index = 0; index < results.Length; index++)
        {
            results[index] = Evaluate(state, command.Tenant, command.Items[index], happening);
        }

        return new EvaluationResults(results);
    }

    private static EvaluationResult Evaluate(RiskState state, string tenant, EvaluationTerms terms, Happening happening)
    {
        if (state.FindEvaluation(tenant, terms.Id) is { } first)
        {
            var field = SnapshotComparison.FirstDifference(first.Payment, terms.Payment);
            return new EvaluationResult(field.Length == 0 ? first : null, Replayed: true, field);
        }

        var now = happening.Now();
        var verdict = RuleSet.Judge(RuleContext.Of(state.FindTenant(tenant), terms.Payment, now));
        happening.Add(new PaymentEvaluated(tenant, terms, verdict.Outcome, verdict.Score, verdict.Hits, RuleSet.Version));
        var evaluation = new Evaluation(terms.Id, terms.Payment, verdict.Outcome, verdict.Score, verdict.Hits, RuleSet.Version, now);
        return new EvaluationResult(evaluation, Replayed: false, ReusedIdField: "");
    }

    private static RiskResult Add(RiskState state, AddBlockListEntry command, Happening happening)
    {
        var blockList = state.FindTenant(command.Tenant)?.BlockList;
        if (blockList?.FindChange(command.RequestId) is { } first)
        {
            var field = first.Happened is EntryAdded added ? FirstDifference(added.Command, command) : "request_id";
            return field.Length == 0 ? new BlockListEntryAdded(first.Entry!, AlreadyPresent: true) : new RequestIdReused(field);
        }

        var key = new BlockListKey(command.ItemType, command.Value);
        var present = blockList?.Find(key);
        var entry = present ?? new BlockListEntry(key, command.Reason, happening.Now());
        happening.Add(new EntryAdded(command.Tenant, command));
        return new BlockListEntryAdded(entry, AlreadyPresent: present is not null);
    }

    private static RiskResult Remove(RiskState state, RemoveBlockListEntry command, Happening happening)
    {
        var blockList = state.FindTenant(command.Tenant)?.BlockList;
        if (blockList?.FindChange(command.RequestId) is { } first)
        {
            return first.Happened is not EntryRemoved removed ? new RequestIdReused("request_id")
                : FirstDifference(removed.Command, command) is { Length: > 0 } field ? new RequestIdReused(field)
                : new BlockListEntryRemoved(removed.WasPresent);
        }

        var wasPresent = blockList?.Find(new BlockListKey(command.ItemType, command.Value)) is not null;
        happening.Add(new EntryRemoved(command.Tenant, command, wasPresent));
        return new BlockListEntryRemoved(wasPresent);
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
