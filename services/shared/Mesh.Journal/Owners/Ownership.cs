using Mesh.Journal.V1;

namespace Mesh.Journal.Owners;

/// <summary>
/// Whether one activation owns its partition. It does from its own claim on until it finds a record of somebody else; in between it decides
/// commands and runs effects. That it may be wrong for a moment is harmless: a record number is written once.
/// </summary>
/// <param name="yields">True when it gives the partition up to whoever writes after it, which takes callers that go there too; false when
/// it takes the partition back at its next command.</param>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001", Justification = "The source has no timer and no parent, so there is nothing to dispose of.")]
internal sealed class Ownership(bool yields)
{
    private readonly Lock gate = new();
    private CancellationTokenSource tenure = new();
    private PendingClaim? asked;
    private volatile bool isHere;
    private volatile bool isEnded;

    /// <summary>True while the activation owns the partition, as far as it knows.</summary>
    public bool IsHere => isHere;

    /// <summary>True when the commands that wait have to go elsewhere.</summary>
    public bool SendsAway => yields && !isHere;

    /// <summary>True when it gives the partition up to whoever writes after it.</summary>
    public bool Yields => yields;

    /// <summary>Cancelled when the activation does not own the partition any more.</summary>
    public CancellationToken Tenure => tenure.Token;

    /// <summary>True when somebody waits for a claim.</summary>
    public bool IsAsked
    {
        get
        {
            lock (gate)
            {
                return asked is not null;
            }
        }
    }

    /// <summary>Asks the loop for a claim. Who asks while one is asked for already waits for the same.</summary>
    public Task AskAsync(ClaimReason reason, Func<Exception> refusal)
    {
        lock (gate)
        {
            if (isEnded)
            {
                return Task.FromException(refusal());
            }

            asked ??= new PendingClaim(reason);
            return asked.Task;
        }
    }

    /// <summary>Takes the claim that is asked for; null when none is. For the loop.</summary>
    public PendingClaim? TakeAsked()
    {
        lock (gate)
        {
            var taken = asked;
            asked = null;
            return taken;
        }
    }

    /// <summary>The claim is in the journal. For the loop.</summary>
    public void Begin()
    {
        if (tenure.IsCancellationRequested && !isEnded)
        {
            tenure = new CancellationTokenSource();
        }

        isHere = true;
    }

    /// <summary>Somebody else has written: effects end on this thread, before anything else happens. For the loop.</summary>
    /// <returns>True when the activation owned the partition until now.</returns>
    public bool Resign()
    {
        if (!isHere || !yields)
        {
            return false;
        }

        isHere = false;
        tenure.Cancel();
        return true;
    }

    /// <summary>Ends effects, and takes no more claims; the partition is still owned until what waits is done.</summary>
    public void EndEffects(Func<Exception> refusal)
    {
        PendingClaim? left;
        lock (gate)
        {
            isEnded = true;
            left = asked;
            asked = null;
        }

        tenure.Cancel();
        left?.TrySetException(refusal());
    }

    /// <summary>The activation ends, with whatever it owned.</summary>
    public void End(Func<Exception> refusal)
    {
        isHere = false;
        EndEffects(refusal);
    }
}
