using Mesh.Journal;
using Mesh.Payments.Service.Connectors.SimulatedAcquirer;
using Mesh.Testing.Partitions;
using Mesh.Testing.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>What is there before payments starts and after it dies: the store, the ledger, risk, the acquirer and the clock.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    public World() => Acquirer = new AcquirerConnector(
        AcquirerStore, new JournalOptions(1, "acquirer", "acquirer:1"), Time, NullLogger<AcquirerConnector>.Instance);

    public FakeTimeProvider Time { get; } = new(Start);

    public InMemoryStateStore Store { get; } = new();

    public InMemoryStateStore AcquirerStore { get; } = new();

    public InMemoryLedger Ledger { get; } = new();

    public ScriptedRisk Risk { get; } = new();

    public AcquirerConnector Acquirer { get; }

    public ManualReminders Reminders { get; } = new();

    /// <summary>Captured and refunded, as the acquirer says.</summary>
    public async Task<(long CapturedMinor, long RefundedMinor)> AcquirerTotalsAsync()
    {
        var (captured, refunded) = await Acquirer.TotalsAsync(Some.Tenant, "EUR", CancellationToken.None);
        return (checked((long)captured), checked((long)refunded));
    }

    public ValueTask DisposeAsync() => Acquirer.DisposeAsync();
}
