using System.IO.Pipelines;
using System.Net;

namespace Mesh.Sidecar.Invocation;

/// <summary>Copies a caller's messages to the app as they arrive.</summary>
internal sealed class ForwardedBody(PipeReader source, int messageSizeMax) : HttpContent
{
    /// <summary>The size of the message that was refused; null when none was.</summary>
    public uint? TooLarge { get; private set; }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var meter = new MessageMeter(messageSizeMax);
        while (true)
        {
            var read = await source.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
            {
                if (meter.Pass(segment.Span) is { } size)
                {
                    TooLarge = size;
                    throw new HttpRequestException($"a message of {size} bytes is larger than {messageSizeMax}");
                }

                await stream.WriteAsync(segment, cancellationToken);
            }

            var isEmpty = read.Buffer.IsEmpty;
            source.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }

            if (!isEmpty)
            {
                await stream.FlushAsync(cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
