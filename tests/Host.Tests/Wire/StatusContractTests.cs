using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Host.Tests.Echo;
using Mesh.Testing.V1;

namespace Mesh.Host.Tests.Wire;

/// <summary>Holds the host to the status table of gRPC (grpc/grpc doc/statuscodes.md) for requests that cannot be read or served.</summary>
public sealed class StatusContractTests : IAsyncLifetime
{
    private const string Echo = "/mesh.testing.v1.EchoService/Echo";
    private const string Repeat = "/mesh.testing.v1.EchoService/Repeat";
    private const string Join = "/mesh.testing.v1.EchoService/Join";

    // A length-delimited field that claims 127 bytes and has none: not a protobuf message.
    private static readonly byte[] Garbage = [0x0a, 0x7f];

    private EchoHost _host = null!;
    private RawCall _raw = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await EchoHost.StartAsync();
        _raw = new RawCall(_host.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        _raw.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("/mesh.testing.v1.EchoService/Absent")]
    [InlineData("/mesh.absent.v1.AbsentService/Echo")]
    public async Task Request_UnknownMethod_IsUnimplemented(string path) =>
        await AnswersAsync(StatusCode.Unimplemented, path, RawCall.Frame([]));

    [Theory]
    [InlineData(Echo)]
    [InlineData(Repeat)]
    [InlineData(Join)]
    public async Task Request_UnreadableMessage_IsInternal(string path) =>
        await AnswersAsync(StatusCode.Internal, path, RawCall.Frame(Garbage));

    [Theory]
    [InlineData(Echo)]
    [InlineData(Join)]
    public async Task Request_UnknownCompression_IsUnimplemented(string path) =>
        await AnswersAsync(StatusCode.Unimplemented, path, RawCall.Frame([1, 2, 3], flag: 1), ("grpc-encoding", "snappy"));

    [Fact]
    public async Task Request_CompressedFlagWithoutEncoding_IsInternal() =>
        await AnswersAsync(StatusCode.Internal, Echo, RawCall.Frame([], flag: 1));

    [Fact]
    public async Task Request_BrokenGzip_IsInternal() =>
        await AnswersAsync(StatusCode.Internal, Echo, RawCall.Frame([1, 2, 3], flag: 1), ("grpc-encoding", "gzip"));

    [Fact]
    public async Task Request_TwoMessagesOnUnary_IsInternal() =>
        await AnswersAsync(StatusCode.Internal, Echo, [.. RawCall.Frame([]), .. RawCall.Frame([])]);

    [Fact]
    public async Task Request_NoMessageOnUnary_IsInternal() => await AnswersAsync(StatusCode.Internal, Echo, []);

    [Theory]
    [InlineData(Echo)]
    [InlineData(Join)]
    public async Task Request_TruncatedFrame_IsInternal(string path) =>
        await AnswersAsync(StatusCode.Internal, path, RawCall.Frame([1, 2], lengthBytes: 10));

    [Theory]
    [InlineData(Echo)]
    [InlineData(Join)]
    public async Task Request_LengthAboveTheLimit_IsResourceExhausted(string path) =>
        await AnswersAsync(StatusCode.ResourceExhausted, path, RawCall.Frame([1, 2], lengthBytes: HostLimits.MessageBytesMax + 1));

    [Theory]
    [InlineData("AQ==,Ag==")]
    [InlineData("AQ, Ag")]
    public async Task Request_BinaryHeaderOfSeveralValues_IsServed(string joined) =>
        await AnswersAsync(StatusCode.OK, Echo, RawCall.Frame([]), ("x-trace-bin", joined));

    [Fact]
    public async Task Request_OtherContentType_IsUnsupportedMediaType()
    {
        var answer = await _raw.SendAsync(Echo, RawCall.Frame([]), "application/json");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Http);
    }

    [Fact]
    public async Task Request_MessageOfExactlyTheLimit_IsServedAndOneByteMoreIsNot()
    {
        var largest = new EchoRequest { Padding = ByteString.CopyFrom(new byte[HostLimits.MessageBytesMax - 5]) };
        Assert.Equal(HostLimits.MessageBytesMax, largest.CalculateSize());
        await _host.Client.EchoAsync(largest);

        largest.Padding = ByteString.CopyFrom(new byte[HostLimits.MessageBytesMax - 4]);
        var failure = await Assert.ThrowsAsync<RpcException>(() => _host.Client.EchoAsync(largest).ResponseAsync);

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task Response_AboveTheLimit_IsResourceExhausted()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => _host.Client.EchoAsync(new EchoRequest { PaddingBytes = HostLimits.MessageBytesMax }).ResponseAsync);

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    /// <summary>
    /// Sends the bytes, expects the status, and that the server is none the worse: no error log of its own, the next call served.
    /// </summary>
    private async Task AnswersAsync(StatusCode expected, string path, byte[] body, params (string Key, string Value)[] headers)
    {
        var answer = await _raw.SendAsync(path, body, headers: headers);

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Equal($"{(int)expected}", answer.GrpcStatus);
        Assert.Equal("still here", (await _host.Client.EchoAsync(new EchoRequest { Text = "still here" })).Text);
        Assert.DoesNotContain(_host.Log.Entries, entry => entry.EventName == "CallFailed");
    }
}
