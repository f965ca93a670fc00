using Mesh.Kernel;
using Mesh.Risk.Domain;
using Mesh.Risk.Domain.Activity;
using Mesh.Risk.Domain.Rules;
using Mesh.Risk.Service.Partition;
using Mesh.Risk.Tests.Fixtures;

namespace Mesh.Risk.Tests.Model;

/// <summary>What rules are told equals what counting every payment gives, whatever was taken back or forgotten before.</summary>
public sealed class ActivityModelTests
{
    private static readonly TimeSpan[] Spans = [TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(24)];

    [Fact]
    public void Activity_OfAnyHistory_EqualsAPlainCount() => Checking.ForAll(RiskSteps.Sequences, steps =>
    {
        var (run, history) = (new RiskRun(), new PlainHistory());
        var committed = 0;
        run.State.Undo.Begin();
        foreach (var step in steps)
        {
            run.MoveTo(run.Now.PlusNanos(step.Gap));
            AssertAgree(run, history, step.Payment);
            history.Add(run.Now, step.Payment);
            run.Evaluate(step.Payment);
            if (step.IsTakenBack)
            {
                run.State.Undo.Rollback();
                run.ForgetAfter(committed);
                history.ForgetAfter(committed);
                run.State.Undo.Begin();
            }
            else if (step.IsCommit)
            {
                run.State.Undo.Commit();
                committed = history.Count;
                run.State.Undo.Begin();
            }
        }

        run.State.Undo.Commit();
        Assert.Equal(RiskDigest.Of(run.Replay()), run.Digest);
    });

    private static void AssertAgree(RiskRun run, PlainHistory history, PaymentSnapshot payment)
    {
        var now = run.Now;
        var context = RuleContext.Of(run.State.FindTenant(Some.Tenant), payment, now);
        foreach (var span in Spans)
        {
            Assert.Equal(
                history.CountOf(past => past.CustomerId, payment.CustomerId, now, span), context.Customer.Payments.CountWithin(now, span));
            Assert.Equal(
                history.CountOf(past => past.CardFingerprint, payment.CardFingerprint, now, span),
                context.Card.Payments.CountWithin(now, span));
            Assert.Equal(
                history.CountOf(past => past.PayerWalletId, payment.PayerWalletId, now, span),
                context.Wallet.Payments.CountWithin(now, span));
            Assert.Equal(
                history.SumMinorOf(payment.CustomerId, payment.Currency, now, span), SumWithin(context.Spending, now, span));
            AssertSpread(history, payment, context, now, span);
        }
    }

    private static void AssertSpread(
        PlainHistory history, PaymentSnapshot payment, RuleContext context, Moment now, TimeSpan span)
    {
        var cards = history.CountOthersOf(past => past.CustomerId, past => past.CardFingerprint, payment, now, span);
        Assert.Equal(AtMostRemembered(cards), Others(context.Customer.Cards, context.CardNumber, payment.CardFingerprint, now, span));
        var customers = history.CountOthersOf(past => past.CardFingerprint, past => past.CustomerId, payment, now, span);
        Assert.Equal(AtMostRemembered(customers), Others(context.Card.Customers, context.CustomerNumber, payment.CustomerId, now, span));
        var merchants = history.CountOthersOf(past => past.CardFingerprint, past => past.MerchantId, payment, now, span);
        Assert.Equal(AtMostRemembered(merchants), Others(context.Card.Merchants, context.MerchantNumber, payment.MerchantId, now, span));
    }

    // With the one of this payment among those that are remembered, one less of the others is.
    private static int Others(RecentCounterparts seen, int number, string counterpart, Moment now, TimeSpan span) =>
        AtMostRemembered(seen.CountOthersWithin(counterpart.Length == 0 ? NameTable.Unknown : number, now, span));

    private static int AtMostRemembered(int count) => Math.Min(count, RecentCounterparts.RememberedMax - 1);

    private static Int128 SumWithin(RecentWindow<RecentAmount> window, Moment now, TimeSpan span)
    {
        var first = window.FirstWithin(now, span);
        return first == window.Count ? 0 : window[^1].SumMinor - window[first].SumMinor + window[first].AmountMinor;
    }
}
