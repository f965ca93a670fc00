using Mesh.Dapr.State;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Payments.Service.Connectors.SimulatedAcquirer;
using Mesh.Payments.Service.Ports;
using Mesh.Payments.Tests.Fixtures;
using Mesh.Testing.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Payments.Tests.Connectors;

/// <summary>The simulated acquirer keeps an acquirer's promises: same reference, same answer, whatever dies in between.</summary>
public sealed class AcquirerTests : IAsyncLifetime
{
    private readonly InMemoryStateStore store = new();
    private AcquirerConnector acquirer = null!;

    public ValueTask InitializeAsync()
    {
        acquirer = Open();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => acquirer.DisposeAsync();

    [Fact]
    public async Task Charge_Repeated_GetsTheSameAnswerAndIsTakenOnce()
    {
        var charge = Charge(1, Some.Approved);

        Assert.Equal(ConnectorAnswer.Approved, await AuthorizeAsync(charge));
        Assert.Equal(ConnectorAnswer.Approved, await AuthorizeAsync(charge));

        Assert.Equal((Some.AmountMinor, 0), await TotalsAsync());
    }

    [Fact]
    public async Task Book_AfterARestart_RemembersWhatItDid()
    {
        await AuthorizeAsync(Charge(1, Some.Approved));
        await AuthorizeAsync(Charge(2, "4000002000000008"));

        await using var reopened = Open();

        Assert.Equal(ConnectorAnswer.Approved, await reopened.QueryAsync(Some.Id(1), CancellationToken.None));
        Assert.Equal(ConnectorAnswer.Declined("do_not_honor"), await reopened.QueryAsync(Some.Id(2), CancellationToken.None));
        Assert.Null(await reopened.QueryAsync(Some.Id(3), CancellationToken.None));
        Assert.Equal(ConnectorAnswer.Approved, await reopened.AuthorizeAsync(Charge(1, Some.Approved), CancellationToken.None));
        Assert.Equal((Some.AmountMinor, 0), await reopened.TotalsAsync(Some.Tenant, "EUR", CancellationToken.None));
    }

    [Fact]
    public async Task RequestLost_QueryKnowsNothing_TheSecondSendIsApproved()
    {
        var charge = Charge(1, "4000003100000005");

        Assert.Equal(ConnectorAnswer.Open, await AuthorizeAsync(charge));
        Assert.Null(await acquirer.QueryAsync(charge.Reference, CancellationToken.None));
        Assert.Equal(ConnectorAnswer.Approved, await AuthorizeAsync(charge));

        Assert.Equal((Some.AmountMinor, 0), await TotalsAsync());
    }

    [Fact]
    public async Task AnswerLost_QuerySaysApproved()
    {
        var charge = Charge(1, "4000003000000006");

        Assert.Equal(ConnectorAnswer.Open, await AuthorizeAsync(charge));

        Assert.Equal(ConnectorAnswer.Approved, await acquirer.QueryAsync(charge.Reference, CancellationToken.None));
    }

    [Fact]
    public async Task Captures_BeyondTheCharge_AreDeclined()
    {
        await AuthorizeAsync(Charge(1, Some.Approved) with { Capture = false });

        Assert.Equal(ConnectorAnswer.Approved, await FollowAsync(2, FollowUpKind.Capture, Some.AmountMinor - 1));
        Assert.Equal(ConnectorAnswer.Declined("exceeds_authorization"), await FollowAsync(3, FollowUpKind.Capture, 2));
        Assert.Equal(ConnectorAnswer.Approved, await FollowAsync(4, FollowUpKind.Capture, 1));
    }

    [Fact]
    public async Task Refunds_BeyondTheCaptured_AreDeclined()
    {
        await AuthorizeAsync(Charge(1, Some.Approved));

        Assert.Equal(ConnectorAnswer.Approved, await FollowAsync(2, FollowUpKind.Refund, Some.AmountMinor));
        Assert.Equal(ConnectorAnswer.Declined("exceeds_capture"), await FollowAsync(3, FollowUpKind.Refund, 1));
        Assert.Equal((Some.AmountMinor, Some.AmountMinor), await TotalsAsync());
    }

    [Fact]
    public async Task FollowUp_OfNoCharge_IsDeclined() =>
        Assert.Equal(ConnectorAnswer.Declined("charge_not_found"), await FollowAsync(2, FollowUpKind.Capture, 1));

    [Fact]
    public async Task Book_WhoseWriterBroke_IsOpenedAgain()
    {
        var broken = new BrokenOnceStore(store);
        await using var connector = Open(broken);
        await connector.AuthorizeAsync(Charge(1, Some.Approved), CancellationToken.None);
        broken.Break();

        Assert.Equal(ConnectorAnswer.Open, await connector.AuthorizeAsync(Charge(2, Some.Approved), CancellationToken.None));

        Assert.Equal(ConnectorAnswer.Approved, await connector.AuthorizeAsync(Charge(2, Some.Approved), CancellationToken.None));
        Assert.Equal((2 * Some.AmountMinor, 0), await connector.TotalsAsync(Some.Tenant, "EUR", CancellationToken.None));
    }

    [Fact]
    public async Task Book_HoldsNoCardNumber()
    {
        await AuthorizeAsync(Charge(1, Some.Approved));

        Assert.False(await CardNumberScan.FindsAsync(store, Some.Approved));
    }

    private AcquirerConnector Open(IStateStore? other = null) => new(
        other ?? store,
        new JournalOptions(1, "acquirer", "acquirer:1"),
        new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.Zero)),
        NullLogger<AcquirerConnector>.Instance);

    private static CardCharge Charge(int reference, string number) =>
        new(Some.Tenant, Some.Id(reference), number, 12, 2030, Some.Euro, Some.AmountMinor, Capture: true);

    private Task<ConnectorAnswer> AuthorizeAsync(CardCharge charge) => acquirer.AuthorizeAsync(charge, CancellationToken.None);

    private Task<ConnectorAnswer> FollowAsync(int reference, FollowUpKind kind, long amountMinor) =>
        acquirer.FollowUpAsync(new CardFollowUp(Some.Id(reference), Some.Id(1), kind, amountMinor), CancellationToken.None);

    private Task<(Int128 CapturedMinor, Int128 RefundedMinor)> TotalsAsync() =>
        acquirer.TotalsAsync(Some.Tenant, "EUR", CancellationToken.None);
}
