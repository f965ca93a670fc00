using Mesh.Journal.Owners;
using Mesh.Journal.Records;
using Mesh.Kernel;

namespace Mesh.Journal.Replay;

/// <summary>The newest record of a journal as far as it was read.</summary>
/// <param name="Sequence">Its number; 0 when the journal is empty.</param>
/// <param name="Hash">Its hash; of an empty journal the genesis hash.</param>
/// <param name="Time">Time of its last event; the epoch when the journal is empty.</param>
/// <param name="Writer">Who wrote it; null when the journal is empty.</param>
internal sealed record JournalHead(ulong Sequence, byte[] Hash, Moment Time, WriterIdentity? Writer)
{
    /// <summary>The newest change of writer among the records that were read; null when none was.</summary>
    public ChangeOfOwner? LastChange { get; init; }

    public static JournalHead Empty(string service, int partition) =>
        new(Sequence: 0, ChainHash.Genesis(service, partition), new Moment(0), Writer: null);
}
