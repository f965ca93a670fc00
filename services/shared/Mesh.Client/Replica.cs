using Grpc.Core;
using Grpc.Net.Client;

namespace Mesh.Client;

/// <summary>One replica of a service, as a client sees it.</summary>
internal sealed class Replica : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly TimeProvider time;
    private long suspectUntil;

    public Replica(Uri address, MeshClientOptions options, TimeProvider time)
    {
        this.time = time;
        channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            // A client, not the bare handler: with that, the channel would back off by itself after a failed connection, for up to 2 min.
            HttpClient = new HttpClient(new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                UseProxy = false,
                ConnectTimeout = options.FirstTryLimit,
            })
            {
                Timeout = Timeout.InfiniteTimeSpan,
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.MessageBytesMax,
            MaxSendMessageSize = options.MessageBytesMax,
        });
        Invoker = channel.CreateCallInvoker();
    }

    /// <summary>Calls this replica.</summary>
    public CallInvoker Invoker { get; }

    /// <summary>True while it is passed over because a try failed.</summary>
    public bool IsSuspect => time.GetTimestamp() < Volatile.Read(ref suspectUntil);

    /// <summary>A try has failed.</summary>
    public void Suspect(TimeSpan duration) =>
        Volatile.Write(ref suspectUntil, time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency));

    /// <summary>A try was answered.</summary>
    public void Trust() => Volatile.Write(ref suspectUntil, 0);

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();
}
