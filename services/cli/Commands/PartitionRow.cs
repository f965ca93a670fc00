using Mesh.Journal.V1;

namespace Mesh.Cli.Commands;

/// <summary>One partition, as the replicas that answer see it together.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="Number">Number of the partition, from 0.</param>
/// <param name="Newest">How the replica sees it that has read furthest.</param>
/// <param name="Lag">Records that the replica that is furthest behind has still to read.</param>
/// <param name="Change">Its newest change of owner; null when there was none.</param>
internal sealed record PartitionRow(string Service, int Number, Partition Newest, ulong Lag, OwnerChange? Change)
{
    /// <summary>Puts together what each of them sees.</summary>
    public static PartitionRow Of(string service, int number, IReadOnlyCollection<Partition> views)
    {
        var newest = views.MaxBy(view => view.HeadSequence)!;
        return new PartitionRow(
            service,
            number,
            newest,
            newest.HeadSequence - views.Min(view => view.HeadSequence),
            views.MaxBy(view => view.LastChange?.Sequence ?? 0)!.LastChange);
    }
}
