using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Dapr.Actors;
using Mesh.Dapr.Secrets;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.State;
using Mesh.Host;
using Mesh.Journal.Owners;
using Mesh.Journal.Peers;
using Mesh.Journal.Tests.Placement;
using Mesh.Journal.V1;
using Mesh.Testing.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Journal.Tests.Peers;

/// <summary>One replica of a service of texts, on a port of its own, with the peer link; store and placement are in memory.</summary>
internal sealed class TextReplica : IAsyncDisposable
{
    public const string Key = "a key that both replicas have";

    private readonly WebApplication app;
    private readonly GrpcChannel channel;
    private bool isStopped;

    private TextReplica(WebApplication app, LocalPlacement placement, RecordingObserver observer, string address)
    {
        this.app = app;
        Placement = placement;
        Observer = observer;
        Address = address;
        channel = GrpcChannel.ForAddress($"http://{address}");
    }

    public LocalPlacement Placement { get; }

    public RecordingObserver Observer { get; }

    public string Address { get; }

    public IOwnedPartitions Owned => app.Services.GetRequiredService<IOwnedPartitions>();

    public IJournalInspection Inspection => app.Services.GetRequiredService<IJournalInspection>();

    /// <summary>Starts a replica.</summary>
    /// <param name="store">The store that all replicas share.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isPlaced">True when placement answers that the partition belongs here.</param>
    /// <param name="secrets">What the secret store has.</param>
    public static async Task<TextReplica> StartAsync(
        IStateStore store, string name, bool isPlaced, params (string Name, string Value)[] secrets)
    {
        var (placement, observer, port) = (new LocalPlacement { IsAway = !isPlaced }, new RecordingObserver(), FreePort());
        var app = MeshHost.Build(
            "text",
            ["--port", $"{port}"],
            builder => builder.Services
                .AddSingleton(store)
                .AddSingleton<ISecretStore>(new KeptSecrets(secrets.Length == 0 ? [("peer-link-key", Key)] : secrets))
                .AddSingleton<ISidecar>(placement)
                .AddSingleton<IActorHost>(placement)
                .AddSingleton<IActorClient>(placement)
                .AddSingleton<IActorReminders>(placement)
                .AddSingleton<IPartitionObserver<TextState, string, int, string>>(observer)
                .AddPeerLink("text", TextEndpoint.Routes)
                .AddJournal(new TextMachine(), new JournalOptions(PartitionCount: 1, name, $"127.0.0.1:{port}")),
            web =>
            {
                web.MapGrpcService<TextEndpoint>();
                web.MapGrpcService<PeerLinkEndpoint>();
            });
        await app.StartAsync();
        await app.Services.GetRequiredService<IJournalHost>().WaitUntilServingAsync(CancellationToken.None);
        return new TextReplica(app, placement, observer, $"127.0.0.1:{port}");
    }

    /// <summary>Calls the service here, as a client does.</summary>
    public async Task<ulong> AddAsync(uint number)
    {
        var answer = await new JournalService.JournalServiceClient(channel).VerifyJournalAsync(
            new VerifyJournalRequest { Partition = number }, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(20)));
        return answer.VerifiedThrough;
    }

    /// <summary>Lets placement name this replica.</summary>
    public async Task WakeAsync() => await Placement.Actors.InvokeAsync(
        new ActorCall(new ActorId("TextPartition", "0"), "Wake", default, new Dictionary<string, string>()), CancellationToken.None);

    /// <summary>Tells whether health says that the replica is one to call.</summary>
    public IAsyncEnumerable<bool> FollowServingAsync(CancellationToken cancellationToken) =>
        app.Services.GetRequiredService<IJournalHost>().FollowServingAsync(cancellationToken);

    /// <summary>Why the newest owner took over.</summary>
    public ClaimReason LastReason() => Inspection.ListPartitions()[0].LastChange!.Reason;

    public async ValueTask DisposeAsync()
    {
        if (!isStopped)
        {
            isStopped = true;
            channel.Dispose();
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
