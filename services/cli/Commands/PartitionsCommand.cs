using Grpc.Core;
using Mesh.Cli.Clients;
using Mesh.Cli.Running;
using Mesh.Journal.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Shows who owns each partition of the mesh that runs here, how far it is, and its last change of owner and why.</summary>
internal static class PartitionsCommand
{
    private const string None = "-";

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in new[] { "service", "partition", "owner", "head", "lag", "last change", "why" })
        {
            table.AddColumn(column);
        }

        foreach (var (service, replicas) in clients.JournalReplicas)
        {
            foreach (var (views, number) in (await AskAsync(service, replicas, cancellationToken)).Select((views, index) => (views, index)))
            {
                AddRow(table, service, number, views);
            }
        }

        Consoles.Output.Write(table);
        return 0;
    }

    /// <summary>Asks every replica that answers; for each partition, what each of them sees.</summary>
    private static async Task<IReadOnlyList<List<Partition>>> AskAsync(
        string service, IReadOnlyList<JournalService.JournalServiceClient> replicas, CancellationToken cancellationToken)
    {
        var seen = new SortedDictionary<uint, List<Partition>>();
        RpcException? silent = null;
        foreach (var replica in replicas)
        {
            try
            {
                var limit = new CallOptions(deadline: DateTime.UtcNow.AddSeconds(2), cancellationToken: cancellationToken);
                foreach (var partition in (await replica.ListPartitionsAsync(new ListPartitionsRequest(), limit)).Partitions)
                {
                    seen.TryAdd(partition.Number, []);
                    seen[partition.Number].Add(partition);
                }
            }
            catch (RpcException problem) when (problem.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
            {
                // The others see its partitions too.
                silent = problem;
            }
        }

        return seen.Count > 0
            ? [.. seen.Values]
            : throw new CliException($"{service} does not answer: {RpcText.Line(silent!)}", silent!);
    }

    private static void AddRow(Table table, string service, int number, List<Partition> views)
    {
        var newest = views.MaxBy(view => view.HeadSequence)!;
        var change = views.MaxBy(view => view.LastChange?.Sequence ?? 0)!.LastChange;
        var lag = newest.HeadSequence - views.Min(view => view.HeadSequence);
        table.AddRow(
            service,
            $"{number}",
            newest.Problem.Length > 0 ? "[red]damaged[/]" : Markup.Escape(newest.WriterReplica),
            $"{newest.HeadSequence}",
            $"{lag}",
            change is null ? None : $"{change.Time.ToDateTime():HH:mm:ss}, record {change.Sequence}",
            change is null ? None : Markup.Escape(Why(change)));
    }

    private static string Why(OwnerChange change)
    {
        var why = change.Reason switch
        {
            ClaimReason.Unspecified => "wrote without a claim",
            ClaimReason.Alone => "serves alone",
            ClaimReason.Placed => "placement proposed it",
            ClaimReason.OwnerUnreachable => "the owner could not be reached",
            ClaimReason.OwnerSilent => "the owner fell silent",
            ClaimReason.OwnerSick => "the owner's sidecar did not answer",
            ClaimReason.OwnerStopping => "the owner was stopping",
            ClaimReason.Ownerless => "nobody owned it",
            ClaimReason.Unplaced => "placement could not be asked",
            _ => $"{change.Reason}",
        };
        return change.FromReplica.Length == 0 || change.FromReplica == change.ToReplica ? why : $"from {change.FromReplica}: {why}";
    }
}
