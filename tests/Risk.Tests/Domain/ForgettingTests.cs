using Mesh.Risk.Domain;
using Mesh.Risk.Tests.Fixtures;

namespace Mesh.Risk.Tests.Domain;

/// <summary>Memory follows the last 24 hours, by the events' own time.</summary>
public sealed class ForgettingTests
{
    private readonly RiskRun run = new();

    [Fact]
    public void Payments_OutOfEveryWindow_AreForgottenAFewAnEvent()
    {
        for (var number = 1; number <= 10; number++)
        {
            run.Evaluate(Some.ByCard($"customer-{number}", number));
        }

        run.MoveTo(run.Now.Plus(RiskLimits.WindowMax));
        var counts = new List<int>();
        for (var number = 11; number <= 13; number++)
        {
            run.Evaluate(Some.ByCard($"customer-{number}", number));
            counts.Add(run.Tenant.ForgottenCount);
        }

        Assert.Equal([4, 8, 10], counts);
        Assert.Equal(6, run.Tenant.Activity.Subjects.Count());
        Assert.Equal(3, run.Tenant.Activity.Spending.Count());
        Assert.Equal(13, run.Tenant.Evaluations.Count);
    }

    [Fact]
    public void Payments_AtTheEndOfTheWindow_AreForgottenToTheNanosecond()
    {
        run.Evaluate(Some.ByCard());
        run.MoveTo(Some.Start.Plus(RiskLimits.WindowMax).PlusNanos(-1));

        run.Evaluate(Some.ByCard("bob", card: 2));
        Assert.Equal(0, run.Tenant.ForgottenCount);
        run.Evaluate(Some.ByCard("bob", card: 2));
        Assert.Equal(1, run.Tenant.ForgottenCount);
    }

    [Fact]
    public void Backlog_StillRemembered_IsNotCounted()
    {
        run.Repeat(100, Some.ByCard());
        run.MoveTo(run.Now.Plus(RiskLimits.WindowMax));

        Assert.Empty(run.Evaluate(Some.ByCard()).Hits);
        Assert.Equal(100 + 1 - 4, run.Tenant.Activity.Subjects.First().Value.Payments.Count);
    }

    [Fact]
    public void Rollback_OfABatchThatForgot_RemembersAgain()
    {
        run.Repeat(3, Some.ByCard());
        run.Decide(Some.Addition(1, BlockListItemType.Customer, "ada"));
        var before = run.Digest;
        run.MoveTo(run.Now.Plus(RiskLimits.WindowMax));
        run.State.Undo.Begin();

        run.Repeat(5, Some.ByCard(customer: "new", card: 9));
        run.Decide(Some.Removal(2, BlockListItemType.Customer, "ada"));
        run.Decide(Some.Addition(3, BlockListItemType.Wallet, "w"));
        run.Evaluate(Some.ByCard(), tenant: "globex");
        run.State.Undo.Rollback();

        Assert.Equal(before, run.Digest);
        Assert.Null(run.State.FindTenant("globex"));
    }
}
