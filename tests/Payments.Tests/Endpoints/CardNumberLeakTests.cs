using Mesh.Payments.Tests.Fixtures;
using Mesh.Payments.V1;

namespace Mesh.Payments.Tests.Endpoints;

/// <summary>No card number in any journal byte, key, log line, event, response or error, whatever goes wrong (PCI DSS 3.5.1).</summary>
public sealed class CardNumberLeakTests : IAsyncLifetime
{
    private PaymentsHost host = null!;

    public async ValueTask InitializeAsync() => host = await PaymentsHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task CardNumbers_ThroughEveryFlow_AreNowhere()
    {
        var seen = new List<string>();
        string[] numbers =
        [
            Some.Approved, "4000002000000008", "4000003000000006", "4000003100000005", "4000005000000001", "4000005100000000",
        ];
        for (var index = 0; index < numbers.Length; index++)
        {
            var request = Wire.Card(requestId: index + 1, number: numbers[index], capture: CaptureMethod.Manual);
            var response = await host.Client.AuthorizePaymentAsync(request);
            seen.Add(response.ToString());
            var id = response.Payment.PaymentId;
            seen.Add(await AnswerAsync(() => host.Client.CapturePaymentAsync(
                new CapturePaymentRequest { RequestId = Wire.Id(index + 50), Tenant = Some.Tenant, PaymentId = id })));
            seen.Add(await AnswerAsync(() => host.Client.RefundPaymentAsync(
                new RefundPaymentRequest { RequestId = Wire.Id(index + 80), Tenant = Some.Tenant, PaymentId = id })));

            // The same request with another card, and with a malformed one: errors must not repeat what they refuse.
            request.Card.Number = numbers[(index + 1) % numbers.Length];
            seen.Add(await AnswerAsync(() => host.Client.AuthorizePaymentAsync(request)));
            request.Card.Number = numbers[index] + "x";
            seen.Add(await AnswerAsync(() => host.Client.AuthorizePaymentAsync(request)));
        }

        host.World.Risk.Failure = new InvalidOperationException("a bug at the peer");
        seen.Add(await AnswerAsync(() => host.Client.AuthorizePaymentAsync(Wire.Card(requestId: 20))));
        seen.Add((await host.Client.ListPaymentsAsync(new ListPaymentsRequest { Tenant = Some.Tenant })).ToString());
        seen.Add((await host.Client.ListEventsAsync(new ListEventsRequest { Tenant = Some.Tenant })).ToString());
        seen.Add(host.Log.Text);

        Assert.Contains("a bug at the peer", host.Log.Text, StringComparison.Ordinal);
        foreach (var number in numbers)
        {
            Assert.DoesNotContain(seen, text => CardNumberScan.Finds(text, number));
            Assert.False(await CardNumberScan.FindsAsync(host.World.Store, number), number);
            Assert.False(await CardNumberScan.FindsAsync(host.World.AcquirerStore, number), number);
        }
    }

    [Fact]
    public void Scan_OfATextWithTheNumber_FindsIt()
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes($"card: {Some.Approved}!");

        Assert.True(CardNumberScan.Finds($"x{Some.Approved}x", Some.Approved));
        Assert.True(CardNumberScan.Finds("4000-0010-0000-0000", Some.Approved));
        Assert.True(CardNumberScan.Finds(Convert.ToHexStringLower(bytes), Some.Approved));
        Assert.True(CardNumberScan.Finds(Convert.ToBase64String(bytes), Some.Approved));
    }

    private static async Task<string> AnswerAsync<T>(Func<Grpc.Core.AsyncUnaryCall<T>> call)
    {
        try
        {
            return (await call())!.ToString()!;
        }
        catch (Grpc.Core.RpcException failure)
        {
            return failure.ToString() + string.Join('\n', failure.Trailers.Select(entry =>
                entry.IsBinary ? System.Text.Encoding.Latin1.GetString(entry.ValueBytes) : entry.Value));
        }
    }
}
