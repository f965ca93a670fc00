using System.Net;
using Mesh.EndToEnd.Tests.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mesh.EndToEnd.Tests;

/// <summary>Takes spans over OTLP/HTTP, as a collector does.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(60);
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly List<CollectedSpan> spans = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SpanCollector(WebApplication app) => this.app = app;

    /// <summary>What makes a mesh send its spans here, soon.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };

    public static async Task<SpanCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var collector = new SpanCollector(app);
        app.MapPost("/v1/traces", collector.TakeAsync);
        app.MapPost("/v1/metrics", () => Results.Ok());
        await app.StartAsync();
        return collector;
    }

    /// <summary>Waits until the spans of one trace satisfy a condition; gets them.</summary>
    public async Task<IReadOnlyList<CollectedSpan>> WaitAsync(string traceId, Func<IReadOnlyList<CollectedSpan>, bool> condition)
    {
        using var limit = new CancellationTokenSource(WaitMax);
        while (true)
        {
            Task change;
            List<CollectedSpan> found;
            lock (gate)
            {
                change = changed.Task;
                found = [.. spans.Where(span => span.TraceId == traceId)];
            }

            if (condition(found))
            {
                return found;
            }

            try
            {
                await change.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"spans of trace {traceId}: {string.Join(System.Environment.NewLine, found)}");
            }
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var export = TraceExport.Parser.ParseFrom(body.ToArray());
        lock (gate)
        {
            foreach (var process in export.ResourceSpans)
            {
                var service = process.Resource.Attributes.FirstOrDefault(attribute => attribute.Key == "service.name");
                var name = service?.Value.StringValue ?? "";
                spans.AddRange(process.ScopeSpans.SelectMany(scope => scope.Spans).Select(span => new CollectedSpan(
                    name, span.Name, Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId))));
            }

            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return Results.Ok();
    }

    private static string Hex(Google.Protobuf.ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}

/// <summary>One span.</summary>
internal sealed record CollectedSpan(string Service, string Name, string TraceId, string SpanId, string ParentSpanId);
