using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mesh.Host.Tests.Echo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Host.Tests.Startup;

public sealed class StartupTests
{
    [Fact]
    public async Task Run_PortInUse_SaysSoInOneLineAndExitsWith1()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, text) = await RunAsync(["--port", port.ToString(CultureInfo.InvariantCulture)]);

        Assert.Equal(1, exitCode);
        Assert.Equal($"testing: http://127.0.0.1:{port} is in use by another process; stop that one or choose another --port.", text);
    }

    [Theory]
    [InlineData("no port is set: give --port NUMBER or set MESH_PORT.")]
    [InlineData("port '' is not a number from 0 to 65535: correct --port or MESH_PORT.", "--port", "")]
    [InlineData("port '65536' is not a number from 0 to 65535: correct --port or MESH_PORT.", "--port", "65536")]
    [InlineData("port '-1' is not a number from 0 to 65535: correct --port or MESH_PORT.", "--port", "-1")]
    [InlineData(
        "address 'here' is neither an IP address, 'loopback' nor 'any': correct --address or MESH_ADDRESS.", "--port", "0",
        "--address", "here")]
    [InlineData(
        "the address to listen on is not one of this machine; correct --address or MESH_ADDRESS.", "--port", "0", "--address", "192.0.2.1")]
    public async Task Run_WrongSetting_NamesItInOneLineAndExitsWith1(string expected, params string[] args)
    {
        var (exitCode, text) = await RunAsync(args);

        Assert.Equal(1, exitCode);
        Assert.Equal($"testing: {expected}", text);
    }

    [Fact]
    public async Task Run_PartOfTheServiceCannotStart_PrintsItsLineAndExitsWith1()
    {
        var (exitCode, text) = await RunAsync(
            ["--port", "0"], compose: builder => builder.Services.AddHostedService<RefusingPart>());

        Assert.Equal(1, exitCode);
        Assert.Equal("testing: the store was made with 8 partitions, not 4.", text);
    }

    [Fact]
    public async Task Run_BugInTheComposition_PrintsTheStackBelowTheLine()
    {
        var (exitCode, text) = await RunAsync(["--port", "0"], compose: _ => throw new InvalidOperationException("bug"));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("testing: could not start: bug\n", text, StringComparison.Ordinal);
        Assert.Contains(nameof(Run_BugInTheComposition_PrintsTheStackBelowTheLine), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ToldToStop_ExitsWith0()
    {
        var (exitCode, text) = await RunAsync(["--port", "0"], map: StopOnceStarted);

        Assert.Equal((0, ""), (exitCode, text));
    }

    [Fact]
    public async Task Run_BackgroundPartBreaksLater_LogsWhyAndExitsWith1()
    {
        using var log = new RecordedLog();

        var (exitCode, text) = await RunAsync(["--port", "0"], compose: builder =>
        {
            builder.Logging.AddProvider(log);
            builder.Services.AddHostedService<BreakingPart>();
        });

        Assert.Equal((1, ""), (exitCode, text));
        Assert.Equal("bug", Assert.Single(log.Entries, entry => entry.EventName == "Broke").Exception!.Message);
    }

    [Fact]
    public async Task Settings_CommandLineAndFile_CommandLineWins()
    {
        await using var host = await EchoHost.StartAsync("--Mesh:Port", "1", "--Mesh:Address", "192.0.2.1", "--address", "loopback");

        Assert.True(host.Endpoint.IsLoopback);
        Assert.NotEqual(1, host.Endpoint.Port);
    }

    private static void StopOnceStarted(WebApplication app)
    {
        EchoHost.Map(app);
        app.Lifetime.ApplicationStarted.Register(app.Lifetime.StopApplication);
    }

    private static async Task<(int ExitCode, string Problems)> RunAsync(
        string[] args, Action<WebApplicationBuilder>? compose = null, Action<WebApplication>? map = null)
    {
        using var problems = new StringWriter { NewLine = "\n" };
        var exitCode = await MeshHost.RunReportingAsync("testing", args, compose ?? (_ => { }), map ?? (_ => { }), problems);
        return (exitCode, problems.ToString().TrimEnd('\n'));
    }

    private sealed class RefusingPart : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            throw new StartupException("the store was made with 8 partitions, not 4.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class BreakingPart(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task.WaitAsync(stoppingToken);
            throw new InvalidOperationException("bug");
        }
    }
}
