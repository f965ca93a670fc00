using Mesh.Host.Errors;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Ports;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Chain;

/// <summary>Many callers at once, and old mistakes of others: double refunds, double charges by a retry beside a repair.</summary>
public sealed class RaceTests : IAsyncLifetime
{
    private const int CallerCount = 50;
    private readonly World world = new();
    private PaymentsProcess process = null!;

    public async ValueTask InitializeAsync() => process = await PaymentsProcess.StartAsync(world);

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task SameRequest_ByManyCallersAtOnce_IsOnePaymentAndOneAnswer()
    {
        var terms = Some.CardTerms(capture: CaptureMethod.Automatic);

        var answers = await AtOnce(_ => process.RunAsync(new BeginAuthorize(terms)));

        Assert.Equal(CallerCount - 1, answers.Count(answer => answer.Replayed));
        Assert.Single(answers.Select(answer => answer.Payment).Distinct());
        Assert.Equal((Some.AmountMinor, 0L), await world.AcquirerTotalsAsync());
        Assert.Equal(0, process.Waiters.Count);
    }

    [Fact]
    public async Task FullRefund_ByManyCallersWithTheirOwnIds_IsPaidOnce()
    {
        var payment = (await process.RunAsync(new BeginAuthorize(Some.CardTerms(capture: CaptureMethod.Automatic)))).Payment!;

        var answers = await AtOnce(async number =>
        {
            try
            {
                return (await process.RunAsync(new BeginRefund(Some.Tenant, Some.Id(100 + number), payment.Id, Some.AmountMinor)))
                    .Operation.State.ToString();
            }
            catch (ServiceException refused)
            {
                return refused.Error.Reason;
            }
        });

        Assert.Equal(1, answers.Count(answer => answer == "Succeeded"));
        string[] allowed = ["Succeeded", "PAYMENT_BUSY", "REFUND_EXCEEDS_CAPTURED", "PAYMENT_NOT_REFUNDABLE"];
        Assert.All(answers, answer => Assert.Contains(answer, allowed));
        Assert.Equal((Some.AmountMinor, Some.AmountMinor), await world.AcquirerTotalsAsync());
        Assert.Equal(0, world.Ledger.Of(AccountRole.MerchantPayable, "shop"));
    }

    [Fact]
    public async Task OtherContent_WhileTheFirstIsUnderWay_IsRefusedAndTheFirstCallerWaitsOn()
    {
        world.Risk.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = process.RunAsync(new BeginAuthorize(Some.CardTerms()));
        await world.Risk.Asked;

        var refused = await Assert.ThrowsAsync<ServiceException>(
            () => process.RunAsync(new BeginAuthorize(Some.CardTerms(amountMinor: 5))));
        var wasWaiting = !first.IsCompleted;
        world.Risk.Gate.SetResult();

        Assert.Equal("REQUEST_ID_REUSED", refused.Error.Reason);
        Assert.True(wasWaiting);
        Assert.Equal(PaymentState.RequiresCapture, (await first).Payment!.State);
    }

    [Fact]
    public async Task ClientRetry_WhileTheRepairRuns_ChargesOnce()
    {
        var terms = Some.CardTerms(number: "4000003100000005", capture: CaptureMethod.Automatic);
        await process.RunAsync(new BeginAuthorize(terms));
        world.Time.Advance(TimeSpan.FromSeconds(6));

        var retries = AtOnce(_ => process.RunAsync(new BeginAuthorize(terms)));
        await Task.WhenAll(process.RemindAsync(), process.RemindAsync());
        await retries;
        var payment = await process.EndAsync(Some.Key(OperationKind.Authorize, 1));

        Assert.Equal(PaymentState.Succeeded, payment!.State);
        Assert.Equal((Some.AmountMinor, 0L), await world.AcquirerTotalsAsync());
        Assert.Equal(Some.AmountMinor, world.Ledger.Of(AccountRole.MerchantPayable, "shop"));
    }

    [Fact]
    public async Task TwoProcesses_OnOnePartitionByMistake_ChargeOnce()
    {
        await using var other = await PaymentsProcess.StartAsync(world);
        var terms = Some.CardTerms(capture: CaptureMethod.Automatic);

        var answers = await AtOnce(number => (number % 2 == 0 ? process : other).RunAsync(new BeginAuthorize(terms)));

        Assert.All(answers, answer => Assert.Equal(PaymentState.Succeeded, answer.Payment!.State));
        Assert.Equal((Some.AmountMinor, 0L), await world.AcquirerTotalsAsync());
        Assert.Equal((Some.AmountMinor, 0L), (world.Ledger.Of(AccountRole.MerchantPayable, "shop"), world.Ledger.HeldMinor));
    }

    [Fact]
    public async Task Stop_WhileACallWaits_TellsItToComeAgainAndTheNextProcessFinishes()
    {
        world.Risk.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var terms = Some.CardTerms();
        var waiting = process.RunAsync(new BeginAuthorize(terms));
        await world.Risk.Asked;

        await process.DisposeAsync();
        var told = await Assert.ThrowsAsync<ServiceException>(() => waiting);
        world.Risk.Gate = null;
        await using var next = await PaymentsProcess.StartAsync(world);
        var again = await next.RunAsync(new BeginAuthorize(terms));

        Assert.Equal("PARTITION_UNAVAILABLE", told.Error.Reason);
        Assert.NotNull(told.Error.RetryAfter);
        Assert.Equal((true, PaymentState.RequiresCapture), (again.Replayed, again.Payment!.State));
    }

    private static Task<T[]> AtOnce<T>(Func<int, Task<T>> call) =>
        Task.WhenAll(Enumerable.Range(0, CallerCount).Select(number => Task.Run(() => call(number))));
}
