using Mesh.Host.Errors;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Hands commands and questions to the partition of a book, and turns its trouble into the ledger's errors.</summary>
public sealed class LedgerPartitions(IPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partitions)
{
    /// <summary>Decides and commits a command.</summary>
    public async Task<TResult> SubmitAsync<TResult>(LedgerCommand command, CancellationToken cancellationToken)
        where TResult : LedgerResult
    {
        try
        {
            var partition = await partitions.ForTenantAsync(command.Book, cancellationToken);
            return (TResult)await partition.SubmitAsync(command, cancellationToken);
        }
        catch (ServiceUnavailableException reason)
        {
            throw LedgerErrors.Unavailable(reason).AsException();
        }
        catch (CommandTooLargeException)
        {
            throw LedgerErrors.RequestTooLarge().AsException();
        }
    }

    /// <summary>Asks a question of committed state, linearizably.</summary>
    public async Task<TView> ReadAsync<TView>(string book, Func<LedgerState, TView> query, CancellationToken cancellationToken)
    {
        try
        {
            var partition = await partitions.ForTenantAsync(book, cancellationToken);
            return await partition.ReadAsync(query, ReadConsistency.Linearizable, cancellationToken);
        }
        catch (ServiceUnavailableException reason)
        {
            throw LedgerErrors.Unavailable(reason).AsException();
        }
    }

    /// <summary>Reads records of the partition of a book.</summary>
    public async Task<IReadOnlyList<CommittedRecord<LedgerEvent>>> ReadRecordsAsync(
        string book, ulong fromSequence, int recordCountMax, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            var partition = await partitions.ForTenantAsync(book, cancellationToken);
            return await partition.ReadRecordsAsync(fromSequence, recordCountMax, wait, cancellationToken);
        }
        catch (ServiceUnavailableException reason)
        {
            throw LedgerErrors.Unavailable(reason).AsException();
        }
    }
}
