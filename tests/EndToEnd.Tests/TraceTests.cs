using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Payments.V1;
using Mesh.Type.V1;

namespace Mesh.EndToEnd.Tests;

/// <summary>One trace joins the client, payments, the sidecar and the peers that payments asked.</summary>
public sealed class TraceTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string ClientSpanId = "b7ad6b7169203331";

    [Fact]
    public async Task Payment_OfAClientThatTraces_IsOneTraceThroughAllServicesAndTheSidecar()
    {
        await using var collector = await SpanCollector.StartAsync();
        using var workspace = new MeshWorkspace();
        await using var up = MeshCommand.Start(workspace.Folder, collector.Environment, "up");
        var mesh = await workspace.ReadyAsync(up);
        using var channel = GrpcChannel.ForAddress(mesh.Payments);

        await new PaymentsService.PaymentsServiceClient(channel).AuthorizePaymentAsync(
            Request(), new Metadata { { "traceparent", $"00-{TraceId}-{ClientSpanId}-01" } });

        var spans = await collector.WaitAsync(TraceId, found => Hops(found, "risk") >= 1 && Hops(found, "ledger") >= 1);
        Assert.Contains(spans, span => span.Service == "payments" && span.ParentSpanId == ClientSpanId);
    }

    /// <summary>Counts server spans of a peer whose ancestors are the sidecar's span, payments' spans and the client's.</summary>
    private static int Hops(IReadOnlyList<CollectedSpan> spans, string peer) => spans.Count(span =>
        span.Service == peer
        && Parent(spans, span) is { Service: "sidecar" } hop
        && Ancestors(spans, hop).Select(ancestor => ancestor.Service).Distinct().SequenceEqual(["payments"])
        && Ancestors(spans, hop).Last().ParentSpanId == ClientSpanId);

    private static CollectedSpan? Parent(IReadOnlyList<CollectedSpan> spans, CollectedSpan span) =>
        spans.FirstOrDefault(other => other.SpanId == span.ParentSpanId);

    private static IEnumerable<CollectedSpan> Ancestors(IReadOnlyList<CollectedSpan> spans, CollectedSpan span)
    {
        for (var parent = Parent(spans, span); parent is not null; parent = Parent(spans, parent))
        {
            yield return parent;
        }
    }

    private static AuthorizePaymentRequest Request() => new()
    {
        RequestId = Guid.CreateVersion7().ToString(),
        Tenant = "acme",
        Amount = new Money { CurrencyCode = "EUR", AmountMinor = 1_999 },
        CaptureMethod = CaptureMethod.Automatic,
        MerchantId = "bookshop",
        Card = new CardDetails { Number = "4242424242424242", ExpiryMonth = 12, ExpiryYear = 2030 },
    };
}
