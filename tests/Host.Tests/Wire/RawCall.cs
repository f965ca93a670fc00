using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace Mesh.Host.Tests.Wire;

/// <summary>Sends bytes that no gRPC library would send, over HTTP/2, and reads the gRPC status of the answer.</summary>
internal sealed class RawCall(Uri endpoint) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = endpoint };

    public async Task<RawAnswer> SendAsync(
        string path, byte[] body, string contentType = "application/grpc", params (string Key, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        foreach (var (key, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(key, value);
        }

        using var response = await _http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return new RawAnswer(response.StatusCode, Text(response, "grpc-status"), Text(response, "grpc-message"));
    }

    /// <summary>Frames a message as gRPC does: a flag for compression, four bytes of length, the bytes.</summary>
    public static byte[] Frame(byte[] message, byte flag = 0, int? lengthBytes = null)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), lengthBytes ?? message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public void Dispose() => _http.Dispose();

    private static string? Text(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var inTrailers) ? inTrailers.Single()
        : response.Headers.TryGetValues(name, out var inHeaders) ? inHeaders.Single()
        : null;
}
