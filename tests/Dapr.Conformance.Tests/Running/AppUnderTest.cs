using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Dapr.Proto.Common.V1;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mesh.Dapr.Conformance.Tests.Running;

/// <summary>An app that serves the four kinds of calls, and Dapr's callbacks as the test tells it to.</summary>
public sealed class AppUnderTest : IAsyncDisposable
{
    private readonly WebApplication _server;

    private AppUnderTest(WebApplication server, AppBehavior behavior, int port)
    {
        _server = server;
        Behavior = behavior;
        Port = port;
    }

    public int Port { get; }

    public AppBehavior Behavior { get; }

    public static async Task<AppUnderTest> StartAsync(Action<AppBehavior>? configure = null, int port = 0)
    {
        var behavior = new AppBehavior();
        configure?.Invoke(behavior);
        var chosen = port == 0 ? FreePort() : port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.Services.RemoveAll<Microsoft.Extensions.Logging.ILoggerProvider>();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, chosen, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(behavior);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<Echo>, EchoMethods>());
        var server = builder.Build();
        server.MapGrpcService<Echo>();
        if (behavior.ServesCallbacks)
        {
            server.MapGrpcService<Callbacks>();
        }

        await server.StartAsync();
        return new AppUnderTest(server, behavior, chosen);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _server.StopAsync(impatient.Token);
        await _server.DisposeAsync();
    }

    private sealed class Callbacks(AppBehavior behavior) : AppCallback.AppCallbackBase
    {
        public override async Task<ListTopicSubscriptionsResponse> ListTopicSubscriptions(Empty request, ServerCallContext context)
        {
            await behavior.BeforeList(context.CancellationToken);
            if (behavior.ListFailures-- > 0)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "starting"));
            }

            var response = new ListTopicSubscriptionsResponse();
            response.Subscriptions.AddRange(behavior.Subscriptions);
            return response;
        }

        public override Task<TopicEventResponse> OnTopicEvent(TopicEventRequest request, ServerCallContext context)
        {
            behavior.Events.Writer.TryWrite((request, context.RequestHeaders));
            return behavior.OnEvent(request);
        }

        public override Task<InvokeResponse> OnInvoke(InvokeRequest request, ServerCallContext context) =>
            Task.FromResult(new InvokeResponse { Data = request.Data, ContentType = request.ContentType });
    }
}

/// <summary>What an app under test does and has seen.</summary>
public sealed class AppBehavior
{
    public bool ServesCallbacks { get; set; }

    /// <summary>How often the question for its subscriptions fails before it is answered.</summary>
    public int ListFailures { get; set; }

    /// <summary>Awaited before the question for its subscriptions is answered.</summary>
    public Func<CancellationToken, Task> BeforeList { get; set; } = _ => Task.CompletedTask;

    public List<TopicSubscription> Subscriptions { get; } = [];

    public Func<TopicEventRequest, Task<TopicEventResponse>> OnEvent { get; set; } = _ => Task.FromResult(new TopicEventResponse());

    public Channel<(TopicEventRequest Request, Metadata Headers)> Events { get; } =
        Channel.CreateUnbounded<(TopicEventRequest, Metadata)>();

    /// <summary>Awaited by each unary call before it is answered.</summary>
    public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

    /// <summary>The metadata of each echo call.</summary>
    public ConcurrentQueue<Metadata> Seen { get; } = new();

    /// <summary>Ends when a hanging call was cancelled; its result is the deadline that it had.</summary>
    public TaskCompletionSource<DateTime> Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a hanging call has arrived.</summary>
    public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The service <c>echo.Echo</c>; its messages are bytes.</summary>
public sealed class Echo(AppBehavior behavior)
{
    public const string FailHeader = "x-fail";

    public async Task<byte[]> UnaryAsync(byte[] request, ServerCallContext context)
    {
        behavior.Seen.Enqueue(context.RequestHeaders);
        await behavior.BeforeAnswer();
        await context.WriteResponseHeadersAsync([new("x-header", "of the app")]);
        context.ResponseTrailers.Add("x-trailer", "of the app");
        if (context.RequestHeaders.GetValue(FailHeader) is { } message)
        {
            var status = new Google.Rpc.Status { Code = (int)StatusCode.FailedPrecondition, Message = message };
            status.Details.Add(Any.Pack(new StringValue { Value = "detail" }));
            throw status.ToRpcException();
        }

        return request;
    }

    public async Task<byte[]> HangAsync(byte[] request, ServerCallContext context)
    {
        behavior.Hanging.TrySetResult();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.CancellationToken.Register(ended.SetResult);
        await ended.Task;
        behavior.Cancelled.TrySetResult(context.Deadline);
        return request;
    }

    public static async Task ServerStreamAsync(byte[] request, IServerStreamWriter<byte[]> responses, ServerCallContext context)
    {
        for (var index = 0; index < request[0]; index++)
        {
            await responses.WriteAsync([(byte)index]);
        }

        context.ResponseTrailers.Add("x-trailer", "of the stream");
    }

    public static async Task<byte[]> ClientStreamAsync(IAsyncStreamReader<byte[]> requests)
    {
        var count = 0;
        while (await requests.MoveNext())
        {
            count++;
        }

        return BitConverter.GetBytes(count);
    }

    public static async Task DuplexAsync(IAsyncStreamReader<byte[]> requests, IServerStreamWriter<byte[]> responses)
    {
        while (await requests.MoveNext())
        {
            await responses.WriteAsync(requests.Current);
        }
    }
}

/// <summary>The methods of <see cref="Echo"/>.</summary>
public sealed class EchoMethods : IServiceMethodProvider<Echo>
{
    public static readonly Method<byte[], byte[]> Unary = Of(MethodType.Unary, "Unary");
    public static readonly Method<byte[], byte[]> Hang = Of(MethodType.Unary, "Hang");
    public static readonly Method<byte[], byte[]> ServerStream = Of(MethodType.ServerStreaming, "ServerStream");
    public static readonly Method<byte[], byte[]> ClientStream = Of(MethodType.ClientStreaming, "ClientStream");
    public static readonly Method<byte[], byte[]> Duplex = Of(MethodType.DuplexStreaming, "Duplex");

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<Echo> context)
    {
        context.AddUnaryMethod(Unary, [], (echo, request, call) => echo.UnaryAsync(request, call));
        context.AddUnaryMethod(Hang, [], (echo, request, call) => echo.HangAsync(request, call));
        context.AddServerStreamingMethod(
            ServerStream,
            [],
            (_, request, responses, call) => Echo.ServerStreamAsync(request, responses, call)
        );
        context.AddClientStreamingMethod(ClientStream, [], (_, requests, _) => Echo.ClientStreamAsync(requests));
        context.AddDuplexStreamingMethod(Duplex, [], (_, requests, responses, _) => Echo.DuplexAsync(requests, responses));
    }

    private static Method<byte[], byte[]> Of(MethodType type, string name)
    {
        var bytes = Marshallers.Create(static value => value, static value => value);
        return new Method<byte[], byte[]>(type, "echo.Echo", name, bytes, bytes);
    }
}
