namespace Mesh.Journal.Loop;

/// <inheritdoc cref="IPendingRead{TState}"/>
internal sealed class PendingRead<TState, TView>(Func<TState, TView> query)
    : TaskCompletionSource<TView>(TaskCreationOptions.RunContinuationsAsynchronously), IPendingRead<TState>
{
    private CancellationTokenRegistration registration;

    /// <summary>Ends the wait when the caller gives up. Called once, before the read is queued.</summary>
    public void GiveUpOn(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            registration = cancellationToken.UnsafeRegister(
                static (self, token) => ((PendingRead<TState, TView>)self!).TrySetCanceled(token), this);
        }
    }

    /// <inheritdoc/>
    public void Answer(TState state)
    {
        registration.Unregister();
        if (Task.IsCompleted)
        {
            return;
        }

        try
        {
            TrySetResult(query(state));
        }
        catch (Exception failure)
        {
            TrySetException(failure);
        }
    }

    /// <inheritdoc/>
    public void Fail(Exception failure)
    {
        registration.Unregister();
        TrySetException(failure);
    }
}
