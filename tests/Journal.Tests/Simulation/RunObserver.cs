using Mesh.Testing.Bank;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>Keeps what an activation tells its observer.</summary>
internal sealed class RunObserver(RunHistory history) : IPartitionObserver<BankState, BankCommand, BankResult, BankEvent>
{
    private readonly List<CommittedRecord<BankEvent>> observed = [];

    public void Activated(
        IPartition<BankState, BankCommand, BankResult, BankEvent> partition, BankState state, CancellationToken stopping) =>
        history.Add(observed);

    public void Committed(CommittedRecord<BankEvent> record) => observed.Add(record);

    public Task RemindedAsync(
        IPartition<BankState, BankCommand, BankResult, BankEvent> partition, string name, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
