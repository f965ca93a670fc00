using Mesh.Dapr;
using Mesh.Dapr.State;

namespace Mesh.Testing.State;

/// <summary>
/// A store seen through a bad connection: calls take time, fail before or after their effect, and writes land after their caller was told
/// that they had failed. The same seed and the same order of calls give the same faults. Several of these over one inner store are
/// several replicas of one service.
/// </summary>
/// <param name="inner">The store behind the connection.</param>
/// <param name="random">Decides; not shared with anything that runs at another time.</param>
/// <param name="time">The clock that delays pass on.</param>
/// <param name="rates">How often; may be replaced at any time.</param>
public sealed class FaultyStateStore(IStateStore inner, Random random, TimeProvider time, FaultRates rates) : IStateStore
{
    private readonly Lock gate = new();
    private readonly List<Task> late = [];
    private int powerLossCount;

    /// <summary>How often calls misbehave from now on.</summary>
    public FaultRates Rates { get; set; } = rates;

    /// <summary>Called before a create has its effect, with its key: lets a second writer get in first.</summary>
    public Func<string, Task>? BeforeCreate { get; set; }

    /// <summary>Number of calls that failed on purpose.</summary>
    public int FaultCount { get; private set; }

    /// <summary>Loses every write that has not had its effect yet, late ones too: those that the store had not synced.</summary>
    public void LosePower() => Interlocked.Increment(ref powerLossCount);

    /// <summary>Waits until every late write has landed or is lost.</summary>
    public async Task WhenSettledAsync()
    {
        foreach (var write in late.ToArray())
        {
            await write;
        }
    }

    /// <inheritdoc/>
    public Task<StateEntry?> GetAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.GetAsync(key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StateEntry?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.GetManyAsync(keys, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task CreateAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        var sent = value.ToArray();
        return WriteAsync(() => CreateInnerAsync(key, sent), cancellationToken);
    }

    /// <inheritdoc/>
    public Task SaveAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        var sent = value.ToArray();
        return WriteAsync(() => inner.SaveAsync(key, sent, CancellationToken.None), cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.DeleteAsync(key, CancellationToken.None), cancellationToken);

    private async Task CreateInnerAsync(string key, ReadOnlyMemory<byte> value)
    {
        if (BeforeCreate is { } others)
        {
            await others(key);
        }

        await inner.CreateAsync(key, value, CancellationToken.None);
    }

    private async Task<TAnswer> ReadAsync<TAnswer>(Func<Task<TAnswer>> read, CancellationToken cancellationToken)
    {
        var fails = Draw() < Rates.ReadFails;
        await DelayAsync(Rates.DelayMax, cancellationToken);
        if (fails)
        {
            throw Fault("read");
        }

        var answer = await read();
        await DelayAsync(Rates.DelayMax, cancellationToken);
        return answer;
    }

    private async Task WriteAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        var (fate, power) = (Draw(), powerLossCount);
        if (fate < Rates.WriteLandsLate)
        {
            LandLate(write);
        }

        await DelayAsync(Rates.DelayMax, cancellationToken);
        if (fate < Rates.WriteLandsLate + Rates.WriteFailsBefore || power != powerLossCount)
        {
            throw Fault("write");
        }

        await write();
        await DelayAsync(Rates.DelayMax, cancellationToken);
        if (fate < Rates.WriteLandsLate + Rates.WriteFailsBefore + Rates.WriteFailsAfter)
        {
            throw Fault("write");
        }
    }

    private void LandLate(Func<Task> write)
    {
        lock (gate)
        {
            late.RemoveAll(landed => landed.IsCompleted);
            late.Add(LandAsync());
        }

        async Task LandAsync()
        {
            var power = powerLossCount;
            await DelayAsync(Rates.LateMax, CancellationToken.None);
            if (power != powerLossCount)
            {
                return;
            }

            try
            {
                await write();
            }
            catch (StateStoreException)
            {
                // The store refused it: somebody else has the key by now. Nobody is left to be told.
            }
        }
    }

    private async Task DelayAsync(TimeSpan delayMax, CancellationToken cancellationToken)
    {
        if (delayMax > TimeSpan.Zero)
        {
            await Task.Delay(delayMax * Draw(), time, cancellationToken);
        }
    }

    private StateStoreException Fault(string what)
    {
        // Codes lie, so they are drawn as well: nothing may depend on them.
        DaprFailure[] failures = [DaprFailure.Unreachable, DaprFailure.TimedOut, DaprFailure.Conflicted, DaprFailure.Failed];
        lock (gate)
        {
            FaultCount++;
            return new StateStoreException(failures[random.Next(failures.Length)], $"injected: the {what} failed");
        }
    }

    private double Draw()
    {
        lock (gate)
        {
            return random.NextDouble();
        }
    }
}
