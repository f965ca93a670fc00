using Mesh.Kernel;

namespace Mesh.Risk.Domain.Activity;

/// <summary>
/// What the payments of one tenant's last 24 hours say about its customers, cards and wallets. A subject without a payment in that time
/// takes no room. Changes inside an open undo scope can be taken back.
/// </summary>
public sealed class RecentActivity
{
    private readonly UndoTable<Subject, SubjectActivity> subjects;
    private readonly UndoTable<Spender, RecentWindow<RecentAmount>> spending;

    internal RecentActivity(UndoLog undo)
    {
        subjects = new(undo);
        spending = new(undo);
    }

    /// <summary>Subjects with what they did, in no promised order.</summary>
    public IEnumerable<KeyValuePair<Subject, SubjectActivity>> Subjects => subjects.Rows;

    /// <summary>Customers with what they spent in each currency, in no promised order.</summary>
    public IEnumerable<KeyValuePair<Spender, RecentWindow<RecentAmount>>> Spending => spending.Rows;

    /// <summary>Gets what a subject did; nothing when it is not known.</summary>
    public SubjectActivity Of(Subject subject) => subjects.TryGet(subject, out var activity) ? activity : default;

    /// <summary>Gets what a customer spent in a currency.</summary>
    public RecentWindow<RecentAmount> Of(Spender spender) => spending.TryGet(spender, out var window) ? window : default;

    internal void Remember(in EvaluationRow row)
    {
        if (row.Customer != NameTable.Empty)
        {
            RememberCustomer(row);
        }

        if (row.Card != NameTable.Empty)
        {
            RememberCard(row);
        }

        if (row.Wallet != NameTable.Empty)
        {
            var wallet = new Subject(SubjectKind.Wallet, row.Wallet);
            subjects.Set(wallet, Paid(Of(wallet), row.Time));
        }
    }

    /// <summary>Forgets a payment: the oldest that is remembered.</summary>
    internal void Forget(in EvaluationRow row)
    {
        Forget(new Subject(SubjectKind.Customer, row.Customer));
        Forget(new Subject(SubjectKind.Card, row.Card));
        Forget(new Subject(SubjectKind.Wallet, row.Wallet));
        if (row.Customer != NameTable.Empty)
        {
            ForgetSpending(new Spender(row.Customer, row.Currency.Code));
        }
    }

    private void RememberCustomer(in EvaluationRow row)
    {
        var customer = new Subject(SubjectKind.Customer, row.Customer);
        var activity = Paid(Of(customer), row.Time);
        subjects.Set(customer, activity with { Cards = Seen(activity.Cards, row.Card, row.Time) });

        var spender = new Spender(row.Customer, row.Currency.Code);
        var window = Of(spender);
        var sum = window.Count == 0 ? 0 : window[^1].SumMinor;
        spending.Set(spender, window.Add(new RecentAmount(row.Time, row.AmountMinor, sum + row.AmountMinor)));
    }

    private void RememberCard(in EvaluationRow row)
    {
        var card = new Subject(SubjectKind.Card, row.Card);
        var activity = Paid(Of(card), row.Time);
        subjects.Set(card, activity with
        {
            Customers = Seen(activity.Customers, row.Customer, row.Time),
            Merchants = Seen(activity.Merchants, row.Merchant, row.Time),
        });
    }

    private void Forget(Subject subject)
    {
        if (subject.Number == NameTable.Empty)
        {
            return;
        }

        var activity = subjects.Get(subject);
        if (activity.Payments.Count == 1)
        {
            subjects.Remove(subject);
        }
        else
        {
            subjects.Set(subject, activity with { Payments = activity.Payments.RemoveOldest() });
        }
    }

    private void ForgetSpending(Spender spender)
    {
        var window = spending.Get(spender);
        if (window.Count == 1)
        {
            spending.Remove(spender);
        }
        else
        {
            spending.Set(spender, window.RemoveOldest());
        }
    }

    private static SubjectActivity Paid(SubjectActivity activity, Moment time) =>
        activity with { Payments = activity.Payments.Add(new RecentPayment(time)) };

    private static RecentCounterparts Seen(RecentCounterparts counterparts, int counterpart, Moment time) =>
        counterpart == NameTable.Empty ? counterparts : counterparts.See(counterpart, time);
}
