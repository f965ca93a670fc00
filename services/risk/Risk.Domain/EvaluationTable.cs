using Mesh.Kernel;
using Mesh.Risk.Domain.Activity;

namespace Mesh.Risk.Domain;

/// <summary>Every evaluation that a tenant ever asked for, in the order of their times.</summary>
public sealed class EvaluationTable
{
    private readonly NameTable names;
    private readonly UndoList<EvaluationRow> rows;
    private readonly UndoTable<Id128, int> places;

    internal EvaluationTable(NameTable names, UndoLog undo)
    {
        this.names = names;
        rows = new(undo);
        places = new(undo);
    }

    /// <summary>Number of evaluations.</summary>
    public int Count => rows.Count;

    /// <summary>Gets an evaluation; 0 is the oldest.</summary>
    public Evaluation this[int index] => FromRow(rows[index]);

    /// <summary>Finds an evaluation; null when there is none.</summary>
    public Evaluation? Find(Id128 id) => places.TryGet(id, out var place) ? FromRow(rows[place]) : null;

    internal EvaluationRow RowAt(int index) => rows[index];

    internal EvaluationRow Add(PaymentEvaluated evaluated, Moment time)
    {
        var row = ToRow(evaluated, time);
        places.Set(row.Id, rows.Count);
        rows.Add(row);
        return row;
    }

    private EvaluationRow ToRow(PaymentEvaluated evaluated, Moment time)
    {
        var payment = evaluated.Terms.Payment;
        return new EvaluationRow(
            evaluated.Terms.Id,
            payment.PaymentId,
            payment.Currency,
            payment.AmountMinor,
            names.FindOrAdd(payment.CustomerId),
            names.FindOrAdd(payment.MerchantId),
            names.FindOrAdd(payment.CardFingerprint),
            names.FindOrAdd(payment.CardBin),
            names.FindOrAdd(payment.PayerWalletId),
            evaluated.Outcome,
            evaluated.Score,
            evaluated.RuleSetVersion,
            evaluated.Hits,
            time);
    }

    private Evaluation FromRow(in EvaluationRow row) => new(
        row.Id,
        new PaymentSnapshot(
            row.PaymentId,
            row.Currency,
            row.AmountMinor,
            names.TextOf(row.Customer),
            names.TextOf(row.Merchant),
            names.TextOf(row.Card),
            names.TextOf(row.Bin),
            names.TextOf(row.Wallet)),
        row.Outcome,
        row.Score,
        row.Hits,
        row.RuleSetVersion,
        row.Time);
}
