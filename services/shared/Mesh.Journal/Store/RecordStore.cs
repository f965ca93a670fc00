using Mesh.Dapr;
using Mesh.Dapr.State;
using Mesh.Journal.Records;

namespace Mesh.Journal.Store;

/// <summary>
/// The records of one partition as the state store holds them. Reads are repeated for a bounded time; a read that fails for good throws
/// <see cref="StateStoreException"/>. Creating is tried once: what its failure means is for <see cref="Appender"/> to find out.
/// One instance serves one reader at a time: it learns from what it reads how much to ask for.
/// </summary>
internal sealed class RecordStore(IStateStore store, int partition, TimeProvider time, ulong seed)
{
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromMilliseconds(500);

    private readonly BulkSize bulkSize = new();

    public int Partition => partition;

    public Backoff NewBackoff(TimeSpan limit) => new(time, seed, RetryDelayMax, limit);

    public Task CreateAsync(ulong sequence, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        store.CreateAsync(RecordKeys.Record(partition, sequence), bytes, cancellationToken);

    /// <summary>Reads one record; null when it is absent. One try.</summary>
    public Task<ReadOnlyMemory<byte>?> GetOnceAsync(ulong sequence, CancellationToken cancellationToken) =>
        GetValueOnceAsync(RecordKeys.Record(partition, sequence), cancellationToken);

    /// <summary>Reads one record; null when it is absent.</summary>
    public Task<ReadOnlyMemory<byte>?> GetAsync(ulong sequence, CancellationToken cancellationToken) =>
        GetValueAsync(RecordKeys.Record(partition, sequence), cancellationToken);

    /// <summary>Reads a key; null when it is absent.</summary>
    public async Task<ReadOnlyMemory<byte>?> GetValueAsync(string key, CancellationToken cancellationToken)
    {
        var backoff = NewBackoff(JournalLimits.ReadTimeMax);
        while (true)
        {
            try
            {
                return await GetValueOnceAsync(key, cancellationToken);
            }
            catch (StateStoreException failure) when (IsWorthARetry(failure))
            {
                if (!await backoff.WaitAsync(cancellationToken))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Reads keys, in order, null for each absent one. The caller sees to it that the answer is not too large.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>?>> GetValuesAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var backoff = NewBackoff(JournalLimits.ReadTimeMax);
        while (true)
        {
            try
            {
                return [.. (await store.GetManyAsync(keys, cancellationToken)).Select(entry => entry?.Value)];
            }
            catch (StateStoreException failure) when (IsWorthARetry(failure))
            {
                if (!await backoff.WaitAsync(cancellationToken))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>
    /// Reads records from <paramref name="first"/> on, as many as one answer may carry and at most <paramref name="countMax"/>.
    /// The list ends before the first absent one; then the second value is true: no record from there on existed when the call began.
    /// </summary>
    public Task<(IReadOnlyList<ReadOnlyMemory<byte>> Records, bool ReachedAbsent)> ReadForwardAsync(
        ulong first, ulong countMax, CancellationToken cancellationToken) =>
        ReadSomeAsync(count => KeysFrom(first, count), countMax, cancellationToken);

    /// <summary>
    /// Reads records that exist, as many of the first as one answer may carry. The list ends before the first that is absent; then the
    /// second value is false.
    /// </summary>
    public async Task<(IReadOnlyList<ReadOnlyMemory<byte>> Records, bool AreAllThere)> ReadEachAsync(
        IReadOnlyList<ulong> sequences, CancellationToken cancellationToken)
    {
        var (records, reachedAbsent) = await ReadSomeAsync(
            count => [.. sequences.Take(count).Select(sequence => RecordKeys.Record(partition, sequence))],
            (ulong)sequences.Count,
            cancellationToken);
        return (records, !reachedAbsent);
    }

    private async Task<(IReadOnlyList<ReadOnlyMemory<byte>> Records, bool ReachedAbsent)> ReadSomeAsync(
        Func<int, string[]> keysOf, ulong countMax, CancellationToken cancellationToken)
    {
        var backoff = NewBackoff(JournalLimits.ReadTimeMax);
        while (true)
        {
            try
            {
                var count = (int)Math.Min((ulong)bulkSize.Count, countMax);
                var entries = await store.GetManyAsync(keysOf(count), cancellationToken);
                return Learn(entries);
            }
            catch (StateStoreException failure) when (failure.Failure == DaprFailure.TooLarge && bulkSize.Shrink())
            {
                continue;
            }
            catch (StateStoreException failure) when (IsWorthARetry(failure))
            {
                if (!await backoff.WaitAsync(cancellationToken))
                {
                    throw;
                }
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>?> GetValueOnceAsync(string key, CancellationToken cancellationToken) =>
        (await store.GetAsync(key, cancellationToken))?.Value;

    private string[] KeysFrom(ulong first, int count)
    {
        var keys = new string[count];
        for (var index = 0; index < count; index++)
        {
            keys[index] = RecordKeys.Record(partition, first + (ulong)index);
        }

        return keys;
    }

    private (IReadOnlyList<ReadOnlyMemory<byte>> Records, bool ReachedAbsent) Learn(IReadOnlyList<StateEntry?> entries)
    {
        var records = new List<ReadOnlyMemory<byte>>(entries.Count);
        var largest = 0;
        foreach (var entry in entries)
        {
            if (entry is null)
            {
                bulkSize.Restart();
                return (records, ReachedAbsent: true);
            }

            records.Add(entry.Value);
            largest = Math.Max(largest, entry.Value.Length);
        }

        bulkSize.Learn(largest);
        return (records, ReachedAbsent: false);
    }

    private static bool IsWorthARetry(StateStoreException failure) => failure.Failure is not (DaprFailure.Rejected or DaprFailure.Denied);
}
