using Mesh.Host.Errors;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Hands commands and questions to the partition of a tenant, and turns its trouble into risk's errors.</summary>
public sealed class RiskPartitions(IPartitionSet<RiskState, RiskCommand, RiskResult, RiskEvent> partitions)
{
    /// <summary>Decides and commits a command.</summary>
    public Task<RiskResult> SubmitAsync(RiskCommand command, CancellationToken cancellationToken) => OnPartitionAsync(
        command.Tenant, partition => partition.SubmitAsync(command, cancellationToken), cancellationToken);

    /// <summary>
    /// Evaluates payments in order and commits. Those whose events do not fit one record are committed in halves, one after the other; when
    /// a later one fails the earlier ones stay, and a repeat with the same identifiers gets their answers.
    /// </summary>
    /// <returns>One result a payment, in their order.</returns>
    public Task<IReadOnlyList<EvaluationResult>> EvaluateAsync(EvaluatePayments command, CancellationToken cancellationToken) =>
        OnPartitionAsync(command.Tenant, partition => EvaluateAsync(partition, command, cancellationToken), cancellationToken);

    /// <summary>Asks a question of committed state, linearizably.</summary>
    /// <param name="tenant">Tenant that is asked about.</param>
    /// <param name="query">Gets the tenant; null when nothing was ever decided for it. Quick, and copies what it returns.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<TView> ReadAsync<TView>(string tenant, Func<TenantRisk?, TView> query, CancellationToken cancellationToken) =>
        OnPartitionAsync(
            tenant,
            partition => partition.ReadAsync(state => query(state.FindTenant(tenant)), ReadConsistency.Linearizable, cancellationToken),
            cancellationToken);

    private static async Task<IReadOnlyList<EvaluationResult>> EvaluateAsync(
        IPartition<RiskState, RiskCommand, RiskResult, RiskEvent> partition,
        EvaluatePayments command,
        CancellationToken cancellationToken)
    {
        try
        {
            return ((EvaluationResults)await partition.SubmitAsync(command, cancellationToken)).Items;
        }
        catch (CommandTooLargeException) when (command.Items.Count > 1)
        {
            // Ordinary payments fit: 8,190 of them take less than 1 MiB. Very long names or very many hits do not.
            var half = command.Items.Count / 2;
            var first = await EvaluateAsync(partition, command with { Items = [.. command.Items.Take(half)] }, cancellationToken);
            var second = await EvaluateAsync(partition, command with { Items = [.. command.Items.Skip(half)] }, cancellationToken);
            return [.. first, .. second];
        }
    }

    private async Task<TAnswer> OnPartitionAsync<TAnswer>(
        string tenant,
        Func<IPartition<RiskState, RiskCommand, RiskResult, RiskEvent>, Task<TAnswer>> ask,
        CancellationToken cancellationToken)
    {
        try
        {
            return await ask(await partitions.ForTenantAsync(tenant, cancellationToken));
        }
        catch (ServiceUnavailableException reason)
        {
            throw RiskErrors.PartitionUnavailable(reason).AsException();
        }
    }
}
