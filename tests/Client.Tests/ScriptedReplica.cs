using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Client.Tests;

/// <summary>A replica on a real socket that does what a test says, once for each call, and then answers.</summary>
internal sealed class ScriptedReplica : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly Endpoint endpoint;

    private ScriptedReplica(WebApplication server, Endpoint endpoint)
    {
        this.server = server;
        this.endpoint = endpoint;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(server.Urls.First());

    /// <summary>What it was asked, in order; the name of the service stands for a request identifier.</summary>
    public IReadOnlyList<string> Requests => [.. endpoint.Requests];

    /// <summary>The time limits of the calls, as they were told.</summary>
    public IReadOnlyList<TimeSpan> TimeLimits => [.. endpoint.TimeLimits];

    /// <summary>Starts it.</summary>
    public static async Task<ScriptedReplica> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var endpoint = new Endpoint();
        builder.Services.AddSingleton(endpoint);
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var server = builder.Build();
        server.MapGrpcService<Endpoint>();
        await server.StartAsync();
        return new ScriptedReplica(server, endpoint);
    }

    /// <summary>The next call that is not spoken for ends with this status.</summary>
    public void Fail(StatusCode status) => endpoint.Script.Enqueue(_ => throw new RpcException(new Status(status, "as the test says")));

    /// <summary>The next call that is not spoken for is never answered.</summary>
    public void FallSilent() => endpoint.Script.Enqueue(
        context => new TaskCompletionSource().Task.WaitAsync(context.CancellationToken));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private sealed class Endpoint : Health.HealthBase
    {
        public ConcurrentQueue<Func<ServerCallContext, Task>> Script { get; } = new();

        public ConcurrentQueue<string> Requests { get; } = new();

        public ConcurrentQueue<TimeSpan> TimeLimits { get; } = new();

        public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
        {
            Requests.Enqueue(request.Service);
            TimeLimits.Enqueue(context.Deadline - DateTime.UtcNow);
            if (Script.TryDequeue(out var step))
            {
                await step(context);
            }

            return new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving };
        }
    }
}
