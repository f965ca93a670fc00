namespace Mesh.Journal.Loop;

/// <summary>
/// A command that waits, with its caller. The caller may give up at any time; a command that is not decided by then is skipped.
/// </summary>
internal sealed class PendingCommand<TCommand, TResult>(TCommand command, int weight)
    : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private CancellationTokenRegistration registration;
    private TResult? decided;

    public TCommand Command => command;

    /// <summary>Number of items.</summary>
    public int Weight => weight;

    public bool IsGivenUp => Task.IsCompleted;

    /// <summary>Ends the wait when the caller gives up. Called once, before the command is queued.</summary>
    public void GiveUpOn(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            registration = cancellationToken.UnsafeRegister(
                static (self, token) => ((PendingCommand<TCommand, TResult>)self!).TrySetCanceled(token), this);
        }
    }

    /// <summary>Keeps a provisional answer.</summary>
    public void Decide(TResult result) => decided = result;

    /// <summary>Gives the caller the answer, which is committed now.</summary>
    public void Answer()
    {
        registration.Unregister();
        TrySetResult(decided!);
    }

    /// <summary>Tells the caller that there is no answer.</summary>
    public void Fail(Exception failure)
    {
        registration.Unregister();
        TrySetException(failure);
    }
}
