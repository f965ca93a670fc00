namespace Mesh.Journal.Loop;

/// <summary>
/// Reads on their way to an answer. A linearizable read is *unconfirmed* until something that began after it arrived has shown where the
/// head was: a look at the next number, an append of ours, or the end of catching up. Then it is *confirmed*, and the loop answers it as
/// soon as the state is committed. Safe for use by all threads.
/// </summary>
/// <remarks>
/// Why "began after": an append that began before a read may have landed before it too, and another writer may have committed and
/// acknowledged more in between. An append that begins after the read and lands shows that nothing had followed the head when the read
/// came.
/// </remarks>
internal sealed class ReadQueue<TState>(WakeSignal wake)
{
    private readonly Lock gate = new();
    private List<IPendingRead<TState>> unconfirmed = [];
    private List<IPendingRead<TState>> underLook = [];
    private List<IPendingRead<TState>> underLoop = [];
    private List<IPendingRead<TState>> confirmed = [];
    private List<IPendingRead<TState>> answering = [];
    private ulong takenSeen;
    private bool isLooking;
    private bool isPaused;
    private bool isClosed;

    /// <summary>Adds a read.</summary>
    /// <param name="read">The read.</param>
    /// <param name="needsLook">True when the head has to be confirmed for it.</param>
    /// <param name="shouldLook">True when the caller now has to look at the head and report how it ended.</param>
    public QueueAdmission Add(IPendingRead<TState> read, bool needsLook, out bool shouldLook)
    {
        shouldLook = false;
        bool isForLoop;
        lock (gate)
        {
            if (isClosed)
            {
                return QueueAdmission.Closed;
            }

            if (unconfirmed.Count + underLook.Count + underLoop.Count + confirmed.Count >= JournalLimits.WaitingReadsMax)
            {
                return QueueAdmission.Full;
            }

            (needsLook ? unconfirmed : confirmed).Add(read);
            shouldLook = needsLook && TryBeginLook();
            isForLoop = !needsLook || isPaused;
        }

        if (isForLoop)
        {
            wake.Set();
        }

        return QueueAdmission.Admitted;
    }

    /// <summary>Ends a look that found the number free.</summary>
    /// <returns>True when more reads came meanwhile and the caller has to look again.</returns>
    public bool EndLook()
    {
        bool shouldLook;
        lock (gate)
        {
            isLooking = false;
            MoveAll(underLook, confirmed);
            shouldLook = TryBeginLook();
        }

        wake.Set();
        return shouldLook;
    }

    /// <summary>
    /// Ends a look that found the number taken, by an append of ours that is under way or by another writer. No look begins before the loop
    /// has come to a point where it knows which.
    /// </summary>
    public void EndLookAtTaken(ulong sequence)
    {
        lock (gate)
        {
            isLooking = false;
            isPaused = true;
            takenSeen = Math.Max(takenSeen, sequence);
            MoveAll(underLook, unconfirmed);
        }

        wake.Set();
    }

    /// <summary>Ends a look that the store did not answer in time, and the wait of every read that hoped for it or for the next.</summary>
    public void FailLook(Exception failure)
    {
        List<IPendingRead<TState>> failed;
        lock (gate)
        {
            isLooking = false;
            failed = [.. underLook, .. unconfirmed];
            underLook.Clear();
            unconfirmed.Clear();
        }

        wake.Set();
        Fail(failed, failure);
    }

    /// <summary>Says that the loop begins something that will confirm the head. For the loop only, as all below.</summary>
    public void BeginConfirmation()
    {
        lock (gate)
        {
            isPaused = false;
            MoveAll(unconfirmed, underLoop);
        }
    }

    /// <summary>Says how that ended.</summary>
    public void EndConfirmation(bool foundHead)
    {
        lock (gate)
        {
            MoveAll(underLoop, foundHead ? confirmed : unconfirmed);
        }
    }

    /// <summary>Says whether a look found a record beyond <paramref name="head"/>, so that the loop has to catch up.</summary>
    public bool HasSeenBeyond(ulong head)
    {
        lock (gate)
        {
            return takenSeen > head;
        }
    }

    /// <summary>Says whether reads wait for which nothing is under way.</summary>
    public bool HasUnconfirmed()
    {
        lock (gate)
        {
            return unconfirmed.Count > 0 && !isLooking;
        }
    }

    /// <summary>Answers every confirmed read. The state must be committed.</summary>
    public void Answer(TState state)
    {
        lock (gate)
        {
            (answering, confirmed) = (confirmed, answering);
        }

        foreach (var read in answering)
        {
            read.Answer(state);
        }

        answering.Clear();
    }

    /// <summary>Fails every read for which nothing is under way.</summary>
    public void FailUnconfirmed(Exception failure)
    {
        List<IPendingRead<TState>> failed;
        lock (gate)
        {
            isPaused = false;
            (failed, unconfirmed) = (unconfirmed, []);
        }

        Fail(failed, failure);
    }

    /// <summary>Admits nothing any more.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
        }
    }

    /// <summary>Says that nothing waits.</summary>
    public bool IsEmpty()
    {
        lock (gate)
        {
            return unconfirmed.Count + underLook.Count + underLoop.Count + confirmed.Count == 0;
        }
    }

    /// <summary>Closes, and fails everything that waits, except what a look will still end.</summary>
    public void Abort(Exception failure)
    {
        lock (gate)
        {
            isClosed = true;
            MoveAll(underLoop, unconfirmed);
            MoveAll(confirmed, unconfirmed);
            MoveAll(underLook, unconfirmed);
        }

        FailUnconfirmed(failure);
    }

    private bool TryBeginLook()
    {
        if (isLooking || isPaused || unconfirmed.Count == 0)
        {
            return false;
        }

        isLooking = true;
        MoveAll(unconfirmed, underLook);
        return true;
    }

    private static void MoveAll(List<IPendingRead<TState>> from, List<IPendingRead<TState>> to)
    {
        to.AddRange(from);
        from.Clear();
    }

    private static void Fail(List<IPendingRead<TState>> reads, Exception failure)
    {
        foreach (var read in reads)
        {
            read.Fail(failure);
        }
    }
}
