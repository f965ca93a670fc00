using Mesh.Payments.Domain;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Domain;

/// <summary>Random histories: what must hold after every command, whatever came before.</summary>
public sealed class PaymentsPropertyTests
{
    private const int CommandCount = 400;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomHistory_KeepsEveryInvariant(int seed)
    {
        var run = new PaymentsRun();
        var commands = new RandomCommands(seed);

        for (var count = 0; count < CommandCount; count++)
        {
            run.Decide(commands.Next(run.State));
            AssertInvariants(run.State);
        }

        Assert.Equal(run.Digest, Service.Partition.PaymentsDigest.Of(run.Replay()));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomHistory_TakenBack_LeavesTheStateAsItWas(int seed)
    {
        var run = new PaymentsRun();
        var commands = new RandomCommands(seed);
        for (var count = 0; count < CommandCount / 2; count++)
        {
            run.Decide(commands.Next(run.State));
        }

        var digest = run.Digest;
        var totals = run.State.TotalsOf(Some.Tenant);
        run.State.Undo.Begin();
        for (var count = 0; count < CommandCount / 2; count++)
        {
            run.Decide(commands.Next(run.State));
        }

        run.State.Undo.Rollback();

        Assert.Equal(digest, run.Digest);
        Assert.Equal(totals.ByCurrency, run.State.TotalsOf(Some.Tenant).ByCurrency);
        Assert.Equal(totals.ByState, run.State.TotalsOf(Some.Tenant).ByState);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomCommand_Repeated_GetsTheSameAnswerAndAddsNothing(int seed)
    {
        var run = new PaymentsRun();
        var commands = new RandomCommands(seed);
        for (var count = 0; count < CommandCount; count++)
        {
            var command = commands.Next(run.State);
            var first = run.Decide(command);
            var eventCount = run.Events.Count;

            var again = run.Decide(command);

            // What is not final (an open outcome, a busy or absent payment) may be asked again with another answer.
            if (first is not Rejected { Reason: PaymentRejection.PaymentNotFound or PaymentRejection.PaymentBusy }
                && command is not Conclude { Outcome: Unknown })
            {
                Assert.Equal(eventCount, run.Events.Count);
                Assert.Equal(Essence(first), Essence(again));
            }
        }
    }

    private static (System.Type, PaymentRejection?, string?, OperationKey?) Essence(PaymentResult result) => result switch
    {
        Accepted accepted => (typeof(Accepted), null, null, accepted.Operation.Terms.Key),
        Rejected rejected => (typeof(Rejected), rejected.Reason, rejected.Field, null),
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    private static void AssertInvariants(PaymentsState state)
    {
        foreach (var payment in state.Payments)
        {
            Assert.InRange(payment.CapturedMinor, 0, payment.Terms.AmountMinor);
            Assert.InRange(payment.RefundedMinor, 0, payment.CapturedMinor);
            Assert.InRange(payment.HeldMinor, 0, payment.Terms.AmountMinor - payment.CapturedMinor);
            Assert.True(payment.Pending is null == state.PendingOperations.All(one => one.Terms.PaymentId != payment.Id));
            Assert.True(payment.Pending is not null || !payment.OutcomeUnknown);
        }

        // The running sums are those that a count of everything gives.
        var totals = state.TotalsOf(Some.Tenant);
        foreach (var group in state.Payments.GroupBy(payment => payment.Terms.Currency.Code))
        {
            var row = totals.ByCurrency[group.Key];
            Assert.Equal((Int128)group.Sum(payment => payment.HeldMinor), row.Held);
            Assert.Equal((Int128)group.Sum(payment => payment.CapturedMinor), row.CardCaptured + row.WalletCaptured);
            Assert.Equal((Int128)group.Sum(payment => payment.RefundedMinor), row.CardRefunded + row.WalletRefunded);
        }

        Assert.Equal(
            state.Payments.GroupBy(payment => payment.State).OrderBy(group => group.Key)
                .Select(group => KeyValuePair.Create(group.Key, group.LongCount())),
            totals.ByState);
        Assert.Equal(
            (Int128)state.Operations.Where(one => one.Terms.Key.Kind == OperationKind.TopUp && one.State == OperationState.Succeeded)
                .Sum(one => one.Terms.AmountMinor),
            totals.ByCurrency.Values.Aggregate((Int128)0, (sum, row) => sum + row.ToppedUp));
    }
}
