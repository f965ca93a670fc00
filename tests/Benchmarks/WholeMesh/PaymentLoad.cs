using System.Globalization;
using Grpc.Net.Client;
using Mesh.Benchmarks.Load;
using Mesh.Payments.V1;
using Mesh.Type.V1;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>Card payments with automatic capture, each by a customer and a card of its own: risk, hold, acquirer and post for
/// each.</summary>
internal sealed class PaymentLoad(Uri payments) : IDisposable
{
    private readonly GrpcChannel channel = GrpcChannel.ForAddress(
        payments,
        new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true } }
    );

    private long made;

    public async Task<LoadResult> RunAsync(int callers, MeasuredTime time)
    {
        var client = new PaymentsService.PaymentsServiceClient(channel);
        return await ClosedLoop.RunAsync(
            callers,
            time.WarmUp,
            time.Measured,
            async _ =>
            {
                var response = await client.AuthorizePaymentAsync(
                    Request(Interlocked.Increment(ref made)),
                    deadline: DateTime.UtcNow.AddSeconds(30)
                );
                if (response.Payment.State != PaymentState.Succeeded)
                {
                    throw new InvalidOperationException(
                        $"A payment of the benchmark is {response.Payment.State} ({response.Payment.Failure?.Code})."
                    );
                }
            }
        );
    }

    public void Dispose() => channel.Dispose();

    private static AuthorizePaymentRequest Request(long number) =>
        new()
        {
            RequestId = Guid.CreateVersion7().ToString(),
            Tenant = "acme",
            Amount = new Money { CurrencyCode = "EUR", AmountMinor = 1 + number % 10_000 },
            CaptureMethod = CaptureMethod.Automatic,
            CustomerId = string.Create(CultureInfo.InvariantCulture, $"customer-{number}"),
            MerchantId = "bookshop",
            Card = new CardDetails
            {
                Number = CardNumber(number),
                ExpiryMonth = 12,
                ExpiryYear = 2030,
            },
        };

    private static string CardNumber(long number)
    {
        var body = "40000010" + number.ToString("0000000", CultureInfo.InvariantCulture);
        var sum = 0;
        for (var place = 0; place < body.Length; place++)
        {
            var digit = body[body.Length - 1 - place] - '0';
            var weighted = place % 2 == 0 ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }

        return body + (10 - sum % 10) % 10;
    }
}
