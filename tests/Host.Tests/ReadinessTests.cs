using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using Mesh.Host.Health;
using Mesh.Host.Tests.Echo;
using Microsoft.Extensions.DependencyInjection;
using Status = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Mesh.Host.Tests;

public sealed class ReadinessTests
{
    [Fact]
    public async Task AddServingWhile_ReadinessChanges_HealthFollows()
    {
        var changes = Channel.CreateUnbounded<bool>();
        await using var host = await EchoHost.StartAsync(
            services => services.AddServingWhile(EchoHost.ServiceName, (_, stopping) => changes.Reader.ReadAllAsync(stopping)));
        var client = new Grpc.Health.V1.Health.HealthClient(host.Channel);
        using var watch = client.Watch(new HealthCheckRequest { Service = EchoHost.ServiceName });
        Assert.Equal(Status.NotServing, await NextAsync(watch));

        await changes.Writer.WriteAsync(true);
        Assert.Equal(Status.Serving, await NextAsync(watch));
        await changes.Writer.WriteAsync(false);
        Assert.Equal(Status.NotServing, await NextAsync(watch));
        await changes.Writer.WriteAsync(true);
        Assert.Equal(Status.Serving, await NextAsync(watch));
    }

    [Fact]
    public async Task AddServingWhile_ItFails_TheProcessEndsWith1AndSaysWhy()
    {
        using var problems = new StringWriter();
        using var log = new RecordedLog();

        var exitCode = await MeshHost.RunReportingAsync(
            "testing",
            ["--port", "0"],
            builder =>
            {
                builder.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(log);
                builder.Services.AddServingWhile(
                    EchoHost.ServiceName, (_, _) => throw new StartupException("the journal is damaged"));
            },
            _ => { },
            problems);

        // The failure may be noticed while the server still starts (one line) or just after (a log event).
        var told = problems + string.Concat(
            log.Entries.Where(entry => entry.EventName == "Broke").Select(entry => entry.Exception!.Message));
        Assert.Equal(1, exitCode);
        Assert.Contains("the journal is damaged", told, StringComparison.Ordinal);
    }

    private static async Task<Status> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        return watch.ResponseStream.Current.Status;
    }
}
