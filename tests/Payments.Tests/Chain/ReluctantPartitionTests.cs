using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Chain;

/// <summary>A partition that cannot be read for a moment, or is behind another activation: nothing is left or wrongly refused.</summary>
public sealed class ReluctantPartitionTests
{
    private const string AnswerLost = "4000003000000006";

    [Fact]
    public async Task Intent_ThatCannotBeLookedUpForAMoment_IsRunAllTheSame()
    {
        await using var world = new World();
        await using var process = await PaymentsProcess.StartAsync(world);
        process.RunnerReads.Refuse(3);

        var run = process.RunAsync(new BeginAuthorize(Some.CardTerms()));
        while (!run.IsCompleted)
        {
            world.Time.Advance(Refusals.RetryAfter);
            await Task.Yield();
        }

        Assert.True(process.RunnerReads.UsedAsync.IsCompleted);
        Assert.Equal(PaymentState.RequiresCapture, (await run).Payment!.State);
    }

    [Fact]
    public async Task Reminder_WhoseReadIsRefused_IsSetAgain()
    {
        await using var world = new World();
        await using var process = await PaymentsProcess.StartAsync(world);
        await process.RunAsync(new BeginAuthorize(Some.CardTerms(number: AnswerLost)));
        await world.Reminders.NextAsync();
        process.RunnerReads.Refuse(1);

        world.Time.Advance(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<ServiceUnavailableException>(process.RemindAsync);

        Assert.InRange(await world.Reminders.NextAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await process.RemindAtDueTimeAsync();
        Assert.Equal(PaymentState.RequiresCapture, await process.ReadAsync(state => state.Payments.Single().State));
    }

    [Fact]
    public async Task Outcome_ThatCannotBeReadBack_IsUnknownToTheCaller()
    {
        await using var world = new World();
        await using var process = await PaymentsProcess.StartAsync(world);
        process.CallerReads.Refuse(1);

        var refused = await Assert.ThrowsAsync<ServiceException>(() => process.RunAsync(new BeginAuthorize(Some.CardTerms())));

        Assert.Equal("PARTITION_UNAVAILABLE", refused.Error.Reason);
        Assert.Contains("outcome is unknown", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(PaymentState.RequiresCapture, await process.ReadAsync(state => state.Payments.Single().State));
    }

    [Fact]
    public async Task Capture_AtAnActivationThatIsBehind_FindsThePayment()
    {
        await using var world = new World();
        await using var ahead = await PaymentsProcess.StartAsync(world);
        await using var behind = await PaymentsProcess.StartAsync(world);
        var payment = (await ahead.RunAsync(new BeginAuthorize(Some.CardTerms()))).Payment!;

        var captured = await behind.RunAsync(new BeginCapture(Some.Tenant, Some.Id(2), payment.Id, AmountMinor: 0, Final: false));

        Assert.Equal((PaymentState.Succeeded, false), (captured.Payment!.State, captured.Replayed));
    }
}
