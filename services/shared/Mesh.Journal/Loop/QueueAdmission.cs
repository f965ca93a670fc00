namespace Mesh.Journal.Loop;

/// <summary>Whether a queue took something.</summary>
internal enum QueueAdmission
{
    /// <summary>It waits its turn.</summary>
    Admitted,

    /// <summary>Too much waits already.</summary>
    Full,

    /// <summary>The partition is stopping or has stopped.</summary>
    Closed,
}
