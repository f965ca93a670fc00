using Mesh.Kernel;

namespace Mesh.Journal;

/// <summary>One committed record, as the feed gives it. Event i happened at <see cref="Time"/> plus i nanoseconds.</summary>
/// <param name="Partition">Number of the partition.</param>
/// <param name="Sequence">Number of the record, from 1 without gaps.</param>
/// <param name="Time">Time of the first event.</param>
/// <param name="Events">Events in the order in which they were decided. Empty for a claim.</param>
public sealed record CommittedRecord<TEvent>(int Partition, ulong Sequence, Moment Time, IReadOnlyList<TEvent> Events);
