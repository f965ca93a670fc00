using System.Collections.Concurrent;
using Grpc.Core;
using Mesh.Journal.Owners;
using Mesh.Peer.V1;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Peers;

/// <summary>
/// All links of this replica: one to each peer that it has heard of, by a record that names it or by a link of its own, and those that
/// peers have opened here.
/// </summary>
internal sealed class PeerLinks : IPeers, IHostedService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<PeerLink>> links = new(StringComparer.Ordinal);
    private readonly PeerKeys keys;
    private readonly JournalOptions options;
    private readonly Lazy<IOwnedPartitions> partitions;
    private readonly Lazy<PeerDispatcher> dispatcher;
    private readonly SidecarWatch sidecar;
    private readonly PeerMeters meters;
    private readonly string service;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private int acceptedCount;
    private volatile bool isStopped;

    public PeerLinks(
        string service,
        PeerKeys keys,
        JournalOptions options,
        Lazy<IOwnedPartitions> partitions,
        Lazy<PeerDispatcher> dispatcher,
        SidecarWatch sidecar,
        PeerMeters meters,
        TimeProvider time,
        ILogger logger)
    {
        this.service = service;
        this.keys = keys;
        this.options = options;
        this.partitions = partitions;
        this.dispatcher = dispatcher;
        this.sidecar = sidecar;
        this.meters = meters;
        this.time = time;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public bool TakeCalls => keys.Valid.Count > 0;

    /// <inheritdoc/>
    public void Meet(string address) => To(address);

    /// <inheritdoc/>
    public async ValueTask<bool> IsReachableAsync(string address)
    {
        if (To(address) is not { } link)
        {
            return false;
        }

        await link.ContactAsync(CancellationToken.None);
        return link.IsReachable;
    }

    /// <summary>Gets the link to a replica, opening it when there is none; null when that is this one, or links cannot be made.</summary>
    public PeerLink? To(string address)
    {
        if (address.Length == 0 || address == options.Address || !TakeCalls || isStopped)
        {
            return null;
        }

        return links.GetOrAdd(address, NewLink).Value;
    }

    /// <summary>Gets a link to any replica that can serve; null when there is none.</summary>
    public PeerLink? ToAnyReachable() => links.Values.Select(link => link.Value).FirstOrDefault(link => link.IsReachable);

    /// <summary>Serves a link that a peer has opened.</summary>
    public async Task AcceptAsync(
        IAsyncStreamReader<LinkRequest> requests,
        IServerStreamWriter<LinkResponse> responses,
        string peer,
        CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref acceptedCount) > PeerLimits.LinksMax || !TakeCalls)
            {
                throw new RpcException(new Status(StatusCode.ResourceExhausted, "This replica takes no more links."));
            }

            var session = new PeerSession(
                dispatcher.Value, keys, options, partitions.Value, sidecar, service, meters, time);
            await session.RunAsync(requests, responses, peer, Meet, cancellationToken);
        }
        catch (PeerRefusedException refused)
        {
            Log.PeerMessageRefused(logger, peer, refused.Problem);
            throw new RpcException(new Status(StatusCode.Unauthenticated, "Only replicas of this service may open a link."));
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The peer is gone, or takes its partitions to be elsewhere: it opens another link when it needs one.
            Log.PeerLinkEnded(logger, peer, ended.Message);
        }
        finally
        {
            Interlocked.Decrement(ref acceptedCount);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        isStopped = true;
        foreach (var link in links.Values)
        {
            await link.Value.DisposeAsync();
        }

        links.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private Lazy<PeerLink> NewLink(string address) =>
        new(() => new PeerLink(address, keys, options, partitions.Value, service, time, logger));
}
