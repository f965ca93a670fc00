using Grpc.Net.Client;
using Mesh.Cli.Running;
using Mesh.Journal.V1;
using Mesh.Ledger.V1;
using Mesh.Payments.V1;
using Mesh.Risk.V1;

namespace Mesh.Cli.Clients;

/// <summary>Clients of the three services, over plain gRPC.</summary>
public sealed class MeshClients(RunRecord mesh) : IDisposable
{
    private readonly GrpcChannel ledger = Channel(mesh.Ledger);
    private readonly GrpcChannel payments = Channel(mesh.Payments);
    private readonly GrpcChannel risk = Channel(mesh.Risk);

    private readonly Dictionary<string, List<GrpcChannel>> replicas = mesh.Replicas.ToDictionary(
        service => service.Key, service => service.Value.Select(Channel).ToList());

    /// <summary>The ledger.</summary>
    public LedgerService.LedgerServiceClient Ledger => new(ledger);

    /// <summary>Payments.</summary>
    public PaymentsService.PaymentsServiceClient Payments => new(payments);

    /// <summary>Risk.</summary>
    public RiskService.RiskServiceClient Risk => new(risk);

    /// <summary>The journal of each service, by the service's name.</summary>
    public IReadOnlyDictionary<string, JournalService.JournalServiceClient> Journals =>
        new Dictionary<string, JournalService.JournalServiceClient>
        {
            ["ledger"] = new(ledger),
            ["payments"] = new(payments),
            ["risk"] = new(risk),
        };

    /// <summary>The journal of every replica of each service, by the service's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<JournalService.JournalServiceClient>> JournalReplicas =>
        replicas.ToDictionary(
            service => service.Key,
            service => (IReadOnlyList<JournalService.JournalServiceClient>)
                [.. service.Value.Select(channel => new JournalService.JournalServiceClient(channel))]);

    public void Dispose()
    {
        foreach (var channel in replicas.Values.SelectMany(channels => channels))
        {
            channel.Dispose();
        }

        ledger.Dispose();
        payments.Dispose();
        risk.Dispose();
    }

    /// <summary>Opens a channel to a service on this machine, never by way of a proxy that the environment names.</summary>
    public static GrpcChannel Channel(Uri address) =>
        GrpcChannel.ForAddress(
            address,
            new GrpcChannelOptions
            {
                // A client, not the bare handler: with that, the channel would back off after a failed connection, for up to 2 min.
                HttpClient = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false })
                {
                    Timeout = Timeout.InfiniteTimeSpan,
                },
                DisposeHttpClient = true,
            }
        );
}
