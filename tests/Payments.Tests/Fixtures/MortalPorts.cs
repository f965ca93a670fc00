using Mesh.Dapr.State;
using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>The outside, as a process sees it that may die at any call.</summary>
internal sealed class MortalRisk(IRiskAssessor inner, CrashPoint crash) : IRiskAssessor
{
    public Task<RiskDecision> AssessAsync(Payment payment, CancellationToken cancellationToken) =>
        crash.CallAsync(() => inner.AssessAsync(payment, cancellationToken));
}

/// <inheritdoc cref="MortalRisk"/>
internal sealed class MortalLedger(ILedgerPoster inner, CrashPoint crash) : ILedgerPoster
{
    public Task<string?> PostAsync(LedgerTransfer transfer, CancellationToken cancellationToken) =>
        crash.CallAsync(() => inner.PostAsync(transfer, cancellationToken));

    public Task<(Int128 BalanceMinor, Int128 AvailableMinor)> BalanceAsync(
        string tenant, Id128 accountId, CancellationToken cancellationToken) =>
        inner.BalanceAsync(tenant, accountId, cancellationToken);
}

/// <inheritdoc cref="MortalRisk"/>
internal sealed class MortalConnector(IConnector inner, CrashPoint crash) : IConnector
{
    public Task<ConnectorAnswer> AuthorizeAsync(CardCharge charge, CancellationToken cancellationToken) =>
        crash.CallAsync(() => inner.AuthorizeAsync(charge, cancellationToken));

    public Task<ConnectorAnswer> FollowUpAsync(CardFollowUp followUp, CancellationToken cancellationToken) =>
        crash.CallAsync(() => inner.FollowUpAsync(followUp, cancellationToken));

    public Task<ConnectorAnswer?> QueryAsync(Id128 reference, CancellationToken cancellationToken) =>
        crash.CallAsync(() => inner.QueryAsync(reference, cancellationToken));

    public Task<(Int128 CapturedMinor, Int128 RefundedMinor)> TotalsAsync(
        string tenant, string currencyCode, CancellationToken cancellationToken) =>
        inner.TotalsAsync(tenant, currencyCode, cancellationToken);
}

/// <inheritdoc cref="MortalRisk"/>
internal sealed class MortalStore(IStateStore inner, CrashPoint crash) : IStateStore
{
    public Task<StateEntry?> GetAsync(string key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<IReadOnlyList<StateEntry?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        inner.GetManyAsync(keys, cancellationToken);

    // Only the records of the journal: the hint of the head is written at times of its own.
    public async Task CreateAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        await crash.CallAsync(async () =>
        {
            await inner.CreateAsync(key, value, cancellationToken);
            return true;
        });

    public Task SaveAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        crash.HasCrashed ? crash.PassAsync() : inner.SaveAsync(key, value, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
