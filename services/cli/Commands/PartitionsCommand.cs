using System.Text.Json;
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

    public static async Task<int> RunAsync(bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        var rows = new List<PartitionRow>();
        foreach (var (service, replicas) in clients.JournalReplicas)
        {
            rows.AddRange((await AskAsync(service, replicas, cancellationToken)).Select(
                (views, number) => PartitionRow.Of(service, number, views)));
        }

        if (isJson)
        {
            Consoles.PlainOutput.WriteLine(JsonOf(rows));
        }
        else
        {
            Print(rows);
        }

        return 0;
    }

    /// <summary>Writes the whole answer as one object.</summary>
    internal static string JsonOf(IEnumerable<PartitionRow> rows) => JsonSerializer.Serialize(new
    {
        partitions = rows.Select(row => new
        {
            service = row.Service,
            partition = row.Number,
            owner = row.Newest.WriterReplica,
            headSequence = row.Newest.HeadSequence,
            lag = row.Lag,
            problem = row.Newest.Problem,
            lastChange = row.Change is not { } change ? null : new
            {
                time = change.Time.ToDateTime(),
                sequence = change.Sequence,
                reason = change.Reason.ToString(),
                from = change.FromReplica,
                to = change.ToReplica,
            },
        }),
    });

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

    private static void Print(List<PartitionRow> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in new[] { "service", "partition", "owner", "head", "lag", "last change", "why" })
        {
            table.AddColumn(column);
        }

        foreach (var row in rows)
        {
            table.AddRow(
                row.Service,
                $"{row.Number}",
                row.Newest.Problem.Length > 0 ? "[red]damaged[/]" : Markup.Escape(row.Newest.WriterReplica),
                $"{row.Newest.HeadSequence}",
                $"{row.Lag}",
                row.Change is null ? None : $"{row.Change.Time.ToDateTime():HH:mm:ss}, record {row.Change.Sequence}",
                row.Change is null ? None : Markup.Escape(Why(row.Change)));
        }

        Consoles.Output.Write(table);
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
