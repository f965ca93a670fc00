using System.Diagnostics;
using Mesh.Kernel;
using Mesh.Risk.Domain.Activity;

namespace Mesh.Risk.Domain;

/// <summary>
/// The evaluations, recent activity and block list of one tenant. Nothing in it counts or names anything of another tenant. Changes inside
/// an open undo scope can be taken back.
/// </summary>
public sealed class TenantRisk
{
    private readonly UndoCell<int> forgottenCount;

    internal TenantRisk(string name, UndoLog undo)
    {
        Name = name;
        Names = new NameTable(undo);
        Evaluations = new EvaluationTable(Names, undo);
        Activity = new RecentActivity(undo);
        BlockList = new BlockList(undo);
        forgottenCount = new UndoCell<int>(undo, first: 0);
    }

    /// <summary>Name of the tenant.</summary>
    public string Name { get; }

    /// <summary>Numbers of its customers, merchants, cards and wallets.</summary>
    public NameTable Names { get; }

    /// <summary>Its evaluations, for ever.</summary>
    public EvaluationTable Evaluations { get; }

    /// <summary>What its payments of the last 24 hours say.</summary>
    public RecentActivity Activity { get; }

    /// <summary>Its block list.</summary>
    public BlockList BlockList { get; }

    /// <summary>Number of the oldest evaluations that <see cref="Activity"/> no longer counts.</summary>
    public int ForgottenCount => forgottenCount.Value;

    internal void Apply(RiskEvent happened, Moment time)
    {
        switch (happened)
        {
            case PaymentEvaluated evaluated:
                Activity.Remember(Evaluations.Add(evaluated, time));
                ForgetOldest(time);
                break;
            case EntryAdded added:
                BlockList.Apply(added, time);
                break;
            case EntryRemoved removed:
                BlockList.Apply(removed);
                break;
            default:
                throw new UnreachableException($"{happened.GetType().Name} is not an event of risk.");
        }
    }

    /// <summary>
    /// Forgets payments that no window reaches any more, by the event's own time, so that a replay forgets the same. A few at a time: more
    /// than come in, so that a backlog goes away, and never so many that one payment waits for the work of a day.
    /// </summary>
    private void ForgetOldest(Moment time)
    {
        for (var count = 0; count < RiskLimits.ForgottenPerEventMax; count++)
        {
            var oldest = Evaluations.RowAt(forgottenCount.Value);
            if (oldest.Time.Plus(RiskLimits.WindowMax) > time)
            {
                return;
            }

            Activity.Forget(oldest);
            forgottenCount.Set(forgottenCount.Value + 1);
        }
    }
}
