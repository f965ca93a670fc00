using Mesh.Host.Errors;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Hands commands and questions to the partition of a tenant, and turns its trouble into risk's errors.</summary>
public sealed class RiskPartitions(IPartitionSet<RiskState, RiskCommand, RiskResult, RiskEvent> partitions)
{
    /// <summary>Decides and commits a command.</summary>
    public async Task<RiskResult> SubmitAsync(RiskCommand command, CancellationToken cancellationToken)
    {
        try
        {
            var partition = await partitions.ForTenantAsync(command.Tenant, cancellationToken);
            return await partition.SubmitAsync(command, cancellationToken);
        }
        catch (ServiceUnavailableException reason)
        {
            throw RiskErrors.Unavailable(reason).AsException();
        }
        catch (CommandTooLargeException)
        {
            throw RiskErrors.RequestTooLarge().AsException();
        }
    }

    /// <summary>Asks a question of committed state, linearizably.</summary>
    public async Task<TView> ReadAsync<TView>(string tenant, Func<RiskState, TView> query, CancellationToken cancellationToken)
    {
        try
        {
            var partition = await partitions.ForTenantAsync(tenant, cancellationToken);
            return await partition.ReadAsync(query, ReadConsistency.Linearizable, cancellationToken);
        }
        catch (ServiceUnavailableException reason)
        {
            throw RiskErrors.Unavailable(reason).AsException();
        }
    }
}
