using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Mesh.Host.Telemetry;

/// <summary>
/// Sends traces and metrics over OTLP when an endpoint is given in OpenTelemetry's own variables (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and
/// its kin); otherwise nothing is measured or traced.
/// </summary>
internal static class OpenTelemetrySetup
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void Add(WebApplicationBuilder builder, HostSettings settings)
    {
        // Also without an exporter here: whoever calls us may trace, and our own calls carry its trace on.
        builder.Services.AddSingleton<DistributedContextPropagator>(
            new SidecarTracePropagator(DistributedContextPropagator.CreateDefaultPropagator()));
        if (string.IsNullOrEmpty(builder.Configuration[Endpoint]))
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(settings.Name, serviceNamespace: "mesh"))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation()
                .AddSource("Grpc.Net.Client", "System.Net.Http", "Mesh.*")
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Mesh.*")
                .AddOtlpExporter());
    }
}
