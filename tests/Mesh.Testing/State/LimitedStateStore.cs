using Mesh.Dapr;
using Mesh.Dapr.State;

namespace Mesh.Testing.State;

/// <summary>A store behind a sidecar that sends no answer above 4 MiB, as a real one does.</summary>
public sealed class LimitedStateStore(IStateStore inner) : IStateStore
{
    private const int AnswerBytesMax = 4 * 1024 * 1024;

    /// <summary>Number of answers that were too large.</summary>
    public int RefusalCount { get; private set; }

    /// <inheritdoc/>
    public Task<StateEntry?> GetAsync(string key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StateEntry?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var answer = await inner.GetManyAsync(keys, cancellationToken);
        if (answer.Sum(entry => entry?.Value.Length ?? 0) <= AnswerBytesMax)
        {
            return answer;
        }

        RefusalCount++;
        throw new StateStoreException(DaprFailure.TooLarge, "trying to send message larger than max");
    }

    /// <inheritdoc/>
    public Task CreateAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        inner.CreateAsync(key, value, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        inner.SaveAsync(key, value, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
