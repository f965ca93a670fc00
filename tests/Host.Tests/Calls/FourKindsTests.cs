using Grpc.Core;
using Mesh.Host.Tests.Echo;
using Mesh.Testing.V1;

namespace Mesh.Host.Tests.Calls;

public sealed class FourKindsTests : IAsyncLifetime
{
    private EchoHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await EchoHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Unary_Metadata_TravelsBothWays()
    {
        var metadata = new Metadata { { "x-tenant", "acme" }, { "x-trace-bin", new byte[] { 0, 1, 255 } } };
        using var call = _host.Client.EchoAsync(new EchoRequest { Text = "hello" }, metadata);

        var response = await call;

        Assert.Equal("hello", response.Text);
        Assert.Equal("acme", response.Headers.Single(header => header.Key == "x-tenant").Text);
        Assert.Equal([0, 1, 255], response.Headers.Single(header => header.Key == "x-trace-bin").Binary.ToByteArray());
        Assert.Equal([0, 255, 2], (await call.ResponseHeadersAsync).GetValueBytes("x-echo-header-bin")!);
        Assert.Equal([0, 255, 1], call.GetTrailers().GetValueBytes("x-echo-trailer-bin")!);
    }

    [Fact]
    public async Task ServerStream_AllMessages_ArriveInOrder()
    {
        using var call = _host.Client.Repeat(new RepeatRequest { Text = "a", Count = 1_000 });

        var indexes = await call.ResponseStream.ReadAllAsync().Select(response => response.Index).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 1_000), indexes);
    }

    [Fact]
    public async Task ClientStream_AllParts_AreJoined()
    {
        using var call = _host.Client.Join();
        foreach (var text in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(new JoinRequest { Text = text });
        }

        await call.RequestStream.CompleteAsync();

        Assert.Equal(new JoinResponse { Text = "a,b,c", Count = 3 }, await call);
    }

    [Fact]
    public async Task DuplexStream_PingPong_AnswersEachBeforeTheNext()
    {
        using var call = _host.Client.Converse();
        for (var index = 0; index < 5; index++)
        {
            await call.RequestStream.WriteAsync(new ConverseRequest { Text = $"t{index}" });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(new ConverseResponse { Text = $"t{index}", Index = index }, call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task Unary_GzipRequest_IsReadAsGzip()
    {
        var gzip = new Metadata { { "grpc-internal-encoding-request", "gzip" } };

        var response = await _host.Client.EchoAsync(new EchoRequest { Text = new string('a', 10_000) }, gzip);

        Assert.Equal("gzip", response.RequestEncoding);
        Assert.Equal(10_000, response.Text.Length);
    }
}
