namespace Mesh.Journal.Owners;

/// <summary>Whether other replicas can be reached.</summary>
internal interface IPeers
{
    /// <summary>True when calls can be taken to other replicas; otherwise this one serves whatever it is asked.</summary>
    bool TakeCalls { get; }

    /// <summary>Opens a link to the replica at an address, when there is none. Returns at once.</summary>
    void Meet(string address);

    /// <summary>
    /// Says whether the replica at an address answers and can serve. Waits for the first contact only, and not for long. From then on that
    /// replica knows this one, and this one hears of its news.
    /// </summary>
    ValueTask<bool> IsReachableAsync(string address);
}
