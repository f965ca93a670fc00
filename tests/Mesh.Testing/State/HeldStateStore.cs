using System.Threading.Channels;
using Mesh.Dapr;
using Mesh.Dapr.State;

namespace Mesh.Testing.State;

/// <summary>
/// A store whose creates wait until the test lets them go: shows what happens while an append is under way. Everything else passes.
/// </summary>
public sealed class HeldStateStore(IStateStore inner) : IStateStore
{
    private readonly Channel<HeldCreate> held = Channel.CreateUnbounded<HeldCreate>();

    /// <summary>False until the test sets it: creates pass.</summary>
    public bool Holds { get; set; }

    /// <summary>Number of single reads so far.</summary>
    public int GetCount { get; private set; }

    /// <summary>Largest number of keys asked for in one call so far.</summary>
    public int KeysPerGetManyMax { get; private set; }

    /// <summary>Waits for the next create.</summary>
    public Task<HeldCreate> NextCreateAsync() => held.Reader.ReadAsync(CancellationToken.None).AsTask();

    /// <inheritdoc/>
    public Task<StateEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        GetCount++;
        return inner.GetAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StateEntry?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        KeysPerGetManyMax = Math.Max(KeysPerGetManyMax, keys.Count);
        return inner.GetManyAsync(keys, cancellationToken);
    }

    /// <inheritdoc/>
    public Task CreateAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        if (!Holds)
        {
            return inner.CreateAsync(key, value, cancellationToken);
        }

        var create = new HeldCreate(key, () => inner.CreateAsync(key, value, cancellationToken));
        held.Writer.TryWrite(create);
        return create.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task SaveAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        inner.SaveAsync(key, value, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    /// <summary>A create that waits.</summary>
    public sealed class HeldCreate(string key, Func<Task> create)
    {
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The key to be created.</summary>
        public string Key => key;

        internal Task Task => done.Task;

        /// <summary>Lets it have its effect and tells its caller what the store says.</summary>
        public async Task ReleaseAsync()
        {
            try
            {
                await create();
                done.SetResult();
            }
            catch (StateStoreException refusal)
            {
                done.SetException(refusal);
            }
        }

        /// <summary>Lets it have its effect, but tells its caller that it failed.</summary>
        public async Task FailAfterEffectAsync()
        {
            await create();
            Fail();
        }

        /// <summary>Tells its caller that it failed; it has no effect.</summary>
        public void Fail() => done.SetException(new StateStoreException(DaprFailure.Failed, "held back by the test"));
    }
}
