using Mesh.Payments.Domain;
using Mesh.Payments.Service.Ports;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Chain;

/// <summary>An acquirer that does not say what it did: the hold stays, it is asked again on schedule, and only what it surely never got is
/// sent as new.</summary>
public sealed class ResolveTests
{
    private const string AnswerLost = "4000003000000006";
    private const string RequestLost = "4000003100000005";
    private const string OpenThenApproved = "4000004000000004";
    private const string OpenThenDeclined = "4000004100000003";

    [Theory]
    [InlineData(AnswerLost)]
    [InlineData(RequestLost)]
    public async Task Timeout_WhateverTheAcquirerDid_IsAskedAgainAndChargedOnce(string number)
    {
        await using var world = new World();
        await using var process = await PaymentsProcess.StartAsync(world);

        var open = await process.RunAsync(new BeginAuthorize(Some.CardTerms(number: number, capture: CaptureMethod.Automatic)));
        var dueIn = await world.Reminders.NextAsync();
        Assert.True(open.Payment!.OutcomeUnknown);
        Assert.Equal((PaymentState.Processing, Some.AmountMinor), (open.Payment.State, world.Ledger.HeldMinor));
        Assert.InRange(dueIn, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5.001));
        await process.RemindAtDueTimeAsync();

        var payment = await process.ReadAsync(state => state.Payments.Single());
        Assert.Equal((PaymentState.Succeeded, false), (payment.State, payment.OutcomeUnknown));
        Assert.Equal((Some.AmountMinor, 0L), await world.AcquirerTotalsAsync());
        Assert.Equal((Some.AmountMinor, 0L), (world.Ledger.Of(AccountRole.MerchantPayable, "shop"), world.Ledger.HeldMinor));
    }

    [Fact]
    public async Task OpenAnswers_AreAskedUntilApproved_OnTheSchedule()
    {
        await using var world = new World();
        await using var process = await PaymentsProcess.StartAsync(world);
        await process.RunAsync(new BeginAuthorize(Some.CardTerms(number: OpenThenApproved)));
        var spans = new List<int>();

        for (var ask = 0; ask < 3; ask++)
        {
            spans.Add((int)(await world.Reminders.NextAsync()).TotalSeconds);
            await process.RemindAtDueTimeAsync();
        }

        Assert.Equal([5, 30, 120], spans);
        Assert.Equal(PaymentState.RequiresCapture, await process.ReadAsync(state => state.Payments.Single().State));
    }

    [Fact]
    public async Task OpenAnswer_ThenDeclined_ReleasesTheHold()
    {
        await using var world = new World();
        await using var process = await PaymentsProcess.StartAsync(world);
        await process.RunAsync(new BeginAuthorize(Some.CardTerms(number: OpenThenDeclined)));

        await process.RemindAtDueTimeAsync();
        await process.RemindAtDueTimeAsync();

        var payment = await process.ReadAsync(state => state.Payments.Single());
        Assert.Equal((PaymentState.Failed, "do_not_honor"), (payment.State, payment.Failure?.Code));
        Assert.Equal(0, world.Ledger.HeldMinor);
    }

    [Fact]
    public async Task Reminder_ThatComesEarly_AsksNobodyAndIsSetAgain()
    {
        await using var world = new World();
        await using var process = await PaymentsProcess.StartAsync(world);
        await process.RunAsync(new BeginAuthorize(Some.CardTerms(number: AnswerLost)));
        await world.Reminders.NextAsync();

        world.Time.Advance(TimeSpan.FromSeconds(2));
        await process.RemindAsync();

        Assert.InRange(await world.Reminders.NextAsync(), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.001));
        Assert.True(await process.ReadAsync(state => state.Payments.Single().OutcomeUnknown));
    }

    [Fact]
    public async Task Reminder_ThatCannotBeRegistered_IsTriedAgain()
    {
        await using var world = new World();
        world.Reminders.FailureCount = 1;
        await using var process = await PaymentsProcess.StartAsync(world);

        await process.RunAsync(new BeginAuthorize(Some.CardTerms(number: AnswerLost)));
        await world.Reminders.WhenFailedAsync();
        var registered = world.Reminders.NextAsync();
        while (!registered.IsCompleted)
        {
            world.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.InRange(await registered, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Activation_WithAnOpenOutcome_AsksAtOnce()
    {
        await using var world = new World();
        await using (var first = await PaymentsProcess.StartAsync(world))
        {
            await first.RunAsync(new BeginAuthorize(Some.CardTerms(number: AnswerLost)));
        }

        await using var second = await PaymentsProcess.StartAsync(world);
        var payment = (await second.EndAsync(Some.Key(OperationKind.Authorize, 1)))!;

        Assert.Equal(PaymentState.RequiresCapture, payment.State);
        Assert.Equal(Some.AmountMinor, world.Ledger.HeldMinor);
    }

    [Fact]
    public async Task Client_ThatRepeatsWhileTheOutcomeIsOpen_IsToldSoAndChargesNothing()
    {
        await using var world = new World();
        await using var process = await PaymentsProcess.StartAsync(world);
        var terms = Some.CardTerms(number: AnswerLost, capture: CaptureMethod.Automatic);
        await process.RunAsync(new BeginAuthorize(terms));
        var callCount = world.Ledger.CallCount;

        var again = await process.RunAsync(new BeginAuthorize(terms));

        Assert.True(again.Replayed);
        Assert.True(again.Payment!.OutcomeUnknown);
        Assert.Equal(callCount, world.Ledger.CallCount);
    }
}
