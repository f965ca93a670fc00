using Mesh.Kernel;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Tests.Model;

/// <summary>Counts the slow way: looks at every payment that ever was.</summary>
internal sealed class PlainHistory
{
    private readonly List<(Moment Time, PaymentSnapshot Payment)> payments = [];

    public int Count => payments.Count;

    public void Add(Moment time, PaymentSnapshot payment) => payments.Add((time, payment));

    public void ForgetAfter(int count) => payments.RemoveRange(count, payments.Count - count);

    public int CountOf(Func<PaymentSnapshot, string> subject, string value, Moment now, TimeSpan span) =>
        value.Length == 0 ? 0 : Within(now, span).Count(payment => subject(payment) == value);

    public Int128 SumMinorOf(string customer, Currency currency, Moment now, TimeSpan span) => customer.Length == 0
        ? 0
        : Within(now, span).Where(payment => payment.CustomerId == customer && payment.Currency == currency)
            .Aggregate((Int128)0, (sum, payment) => sum + payment.AmountMinor);

    public int CountOthersOf(
        Func<PaymentSnapshot, string> subject,
        Func<PaymentSnapshot, string> counterpart,
        PaymentSnapshot now,
        Moment time,
        TimeSpan span) =>
        subject(now).Length == 0
            ? 0
            : Within(time, span).Where(payment => subject(payment) == subject(now) && counterpart(payment).Length > 0)
                .Select(counterpart).Where(value => value != counterpart(now)).Distinct().Count();

    private IEnumerable<PaymentSnapshot> Within(Moment now, TimeSpan span) =>
        payments.Where(entry => entry.Time > now.Plus(-span) && entry.Time <= now).Select(entry => entry.Payment);
}
