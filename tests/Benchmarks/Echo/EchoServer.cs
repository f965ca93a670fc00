using System.Globalization;
using Mesh.Benchmarks.Processes;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mesh.Benchmarks.Echo;

/// <summary>The bare gRPC server of the yardstick, in a process of its own as every service is.</summary>
public static class EchoServer
{
    /// <summary>First word of the line that says the server is ready; the port follows.</summary>
    private const string ReadyWord = "echo-ready";

    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(30);

    /// <summary>Waits until the server in a process of its own is ready; gets its port.</summary>
    public static async Task<int> PortAsync(ChildProcess server) =>
        int.Parse((await server.WaitForLineAsync(ReadyWord, ReadyMax)).Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>Serves until standard input ends: the benchmark that started it is gone.</summary>
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = 1024);
        builder.Services.AddGrpc();
        await using var app = builder.Build();
        app.MapGrpcService<EchoEndpoint>();
        await app.StartAsync();
        var port = new Uri(app.Urls.First()).Port;
        Console.WriteLine($"{ReadyWord} {port.ToString(CultureInfo.InvariantCulture)}");
        while (await Console.In.ReadLineAsync() is not null) { }

        await app.StopAsync();
        return 0;
    }
}
