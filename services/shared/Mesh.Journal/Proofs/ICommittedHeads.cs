using Mesh.Journal.Replay;

namespace Mesh.Journal.Proofs;

/// <summary>The partitions of a service, for whoever has to know how far each has come and not what is in it.</summary>
internal interface ICommittedHeads
{
    /// <summary>Name of the service.</summary>
    string Service { get; }

    /// <summary>Number of partitions.</summary>
    int Count { get; }

    /// <summary>Gets the newest record that this replica has applied; null when it has not opened the partition.</summary>
    JournalHead? HeadOf(int number);

    /// <summary>Gets why a partition is not served here any more; null while nothing is wrong with its journal.</summary>
    JournalDamagedException? DamageOf(int number);

    /// <summary>Says whether this replica owns a partition, as far as it knows.</summary>
    bool IsOwner(int number);

    /// <summary>Reads to the head of a partition, opening it when need be.</summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The store does not answer, or the journal is damaged.</exception>
    Task<JournalHead> CatchUpAsync(int number, CancellationToken cancellationToken);

    /// <summary>Stops a partition whose journal was found damaged by somebody else than its own loop.</summary>
    void Condemn(JournalDamagedException damage);
}
