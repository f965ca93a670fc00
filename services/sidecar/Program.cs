using System.Runtime.InteropServices;
using Mesh.Sidecar.CommandLine;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Invocation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(SidecarArguments.Usage);
    return 0;
}

// Spans go where OpenTelemetry's own variables say, and are not made otherwise.
using var tracing = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"))
    ? null
    : Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => resource.AddService("sidecar", serviceNamespace: "mesh"))
        .AddSource(HopTrace.SourceName)
        .AddOtlpExporter()
        .Build();
using var logging = LoggerFactory.Create(builder => builder
    .SetMinimumLevel(LogLevel.Information)
    .AddFilter("Microsoft", LogLevel.Warning)
    .AddFilter("Grpc", LogLevel.Error)
    .AddSimpleConsole(console => console.SingleLine = true)
    .AddJsonConsole(console => console.UseUtcTimestamp = true)
    .AddConsole(console =>
    {
        console.LogToStandardErrorThreshold = LogLevel.Trace;
        console.FormatterName = args.Contains(SidecarArguments.LogAsJson) ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
    }));
var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    var options = SidecarArguments.Parse(args, Environment.GetEnvironmentVariable) with { Logging = logging };
    Console.WriteLine("mesh-sidecar: a development sidecar on loopback, not daprd");
    await using var host = await SidecarHost.StartAsync(options, CancellationToken.None);
    foreach (var endpoint in host.Endpoints)
    {
        Console.WriteLine($"sidecar ready app-id={endpoint.AppId} grpc={endpoint.Grpc.Authority} http={endpoint.Http.Authority}"
            + (endpoint.Metrics is { } metrics ? $" metrics={metrics.Authority}" : ""));
    }

    if (host.Control is { } control)
    {
        Console.WriteLine($"sidecar control grpc={control.Authority}");
    }

    // Whoever started us holds our standard input open; when it dies, the input ends and so do we. Only on request.
    var inputEnded = Environment.GetEnvironmentVariable("MESH_STOP_WITH_INPUT") == "true"
        ? Task.Run(Console.In.ReadToEndAsync)
        : stop.Task;
    await Task.WhenAny(stop.Task, inputEnded, host.ShutdownRequested);
    return 0;
}
catch (SidecarStartException exception)
{
    await Console.Error.WriteLineAsync($"mesh-sidecar: {exception.Message}");
    return 1;
}

void Stop(PosixSignalContext signal)
{
    // The process ends by itself, in order.
    signal.Cancel = true;
    stop.TrySetResult();
}
