using Grpc.Net.Client;
using Mesh.Cli.Running;
using Mesh.Client;
using Mesh.Journal.V1;
using Mesh.Ledger.V1;
using Mesh.Payments.V1;
using Mesh.Risk.V1;

namespace Mesh.Cli.Clients;

/// <summary>Clients of the three services, over plain gRPC.</summary>
public sealed class MeshClients(RunRecord mesh) : IDisposable
{
    private readonly MeshCallInvoker ledger = Invoker(mesh, "ledger", mesh.Ledger);
    private readonly MeshCallInvoker payments = Invoker(mesh, "payments", mesh.Payments);
    private readonly MeshCallInvoker risk = Invoker(mesh, "risk", mesh.Risk);

    private readonly Dictionary<string, List<GrpcChannel>> replicas = mesh.Replicas.ToDictionary(
        service => service.Key, service => service.Value.Select(Channel).ToList());

    /// <summary>
    /// A laptop that is busy with everything at once is not a replica that was stopped: a little more patience than a service needs.
    /// </summary>
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(2);

    /// <summary>The ledger.</summary>
    public LedgerService.LedgerServiceClient Ledger => new(ledger);

    /// <summary>Payments.</summary>
    public PaymentsService.PaymentsServiceClient Payments => new(payments);

    /// <summary>Risk.</summary>
    public RiskService.RiskServiceClient Risk => new(risk);

    /// <summary>The journal of each service as its first replica sees it, by the service's name.</summary>
    public IReadOnlyDictionary<string, JournalService.JournalServiceClient> Journals =>
        JournalReplicas.ToDictionary(service => service.Key, service => service.Value[0]);

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

    /// <summary>Calls whichever replica answers.</summary>
    private static MeshCallInvoker Invoker(RunRecord mesh, string service, Uri first) =>
        new(mesh.Replicas.GetValueOrDefault(service) ?? [first], new MeshClientOptions { FirstTryLimit = TryLimit });

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
