using Mesh.Kernel;

namespace Mesh.Journal.Records;

/// <summary>A record that is ready to be appended: its bytes will be written as they are or not at all.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Hash">Its hash, 32 bytes.</param>
/// <param name="Bytes">What is stored. Points into the draft: valid until the draft is begun again.</param>
/// <param name="Time">Time of the first event.</param>
/// <param name="EventCount">Number of events; 0 for a claim.</param>
internal sealed record SealedRecord(ulong Sequence, byte[] Hash, ReadOnlyMemory<byte> Bytes, Moment Time, int EventCount);
