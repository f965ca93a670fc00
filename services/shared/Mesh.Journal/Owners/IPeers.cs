namespace Mesh.Journal.Owners;

/// <summary>Whether other replicas can be reached.</summary>
internal interface IPeers
{
    /// <summary>True when calls can be taken to other replicas; otherwise this one serves whatever it is asked.</summary>
    bool TakeCalls { get; }

    /// <summary>Says whether the replica at an address answers and can serve. Never waits.</summary>
    bool IsReachable(string address);

    /// <summary>Lets this replica be known at an address, and learn of its owner's news. Returns at once.</summary>
    void Meet(string address);
}
