using Mesh.Dapr.State;
using Mesh.Journal.Records;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Store;

/// <summary>
/// Appends a record: creates the key of the next number if it is absent. An error of the store is not an answer (codes differ by store, and
/// some lie), so after any failure the key is read, and what is there says what happened.
/// </summary>
/// <remarks>
/// | found under the number | means |
/// |---|---|
/// | exactly our bytes | committed: they hold the activation and the hash of this very attempt |
/// | anything else | lost, for good: a number is written once |
/// | nothing | not known: a write may still be on its way; the same bytes are sent again, for a bounded time |
/// </remarks>
internal sealed class Appender(RecordStore records, JournalMeters meters, ILogger logger, Safeguards safeguards)
{
    /// <summary>Appends a record.</summary>
    public async Task<AppendOutcome> AppendAsync(SealedRecord record, CancellationToken cancellationToken)
    {
        var backoff = records.NewBackoff(JournalLimits.AppendTimeMax);
        while (true)
        {
            try
            {
                await records.CreateAsync(record.Sequence, record.Bytes, cancellationToken);
                return AppendOutcome.Committed;
            }
            catch (StateStoreException failure)
            {
                meters.AppendFailed();
                Log.AppendFailed(logger, failure, records.Partition, record.Sequence);
            }

            var found = safeguards.ReadsBackAfterFailure ? await FindAsync(record, backoff, cancellationToken) : AppendOutcome.Unknown;
            if (found is { } outcome)
            {
                return outcome;
            }

            if (!await backoff.WaitAsync(cancellationToken))
            {
                return AppendOutcome.Unknown;
            }
        }
    }

    /// <summary>Reads what is under the number; null when nothing is.</summary>
    private async Task<AppendOutcome?> FindAsync(SealedRecord record, Backoff backoff, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await records.GetOnceAsync(record.Sequence, cancellationToken) is not { } present)
                {
                    return null;
                }

                var isOurs = !safeguards.ComparesRecord || present.Span.SequenceEqual(record.Bytes.Span);
                return isOurs ? AppendOutcome.Committed : AppendOutcome.Lost;
            }
            catch (StateStoreException failure)
            {
                Log.ReadBackFailed(logger, failure, records.Partition, record.Sequence);
            }

            if (!await backoff.WaitAsync(cancellationToken))
            {
                return AppendOutcome.Unknown;
            }
        }
    }
}
