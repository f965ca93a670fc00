using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Benchmarks.V1;
using Mesh.Benchmarks.Load;

namespace Mesh.Benchmarks.Echo;

/// <summary>Calls an echo server, directly or through sidecars, and weighs what a call costs in processor time.</summary>
/// <param name="address">Where to call: the server itself, or the caller's sidecar.</param>
/// <param name="appId">App that the sidecar passes the call to; null when the call is direct.</param>
public sealed class EchoMeasurement(Uri address, string? appId) : IDisposable
{
    private const int PayloadBytes = 100;
    private readonly GrpcChannel channel = GrpcChannel.ForAddress(address);
    private readonly EchoRequest request = new() { Payload = ByteString.CopyFrom(new byte[PayloadBytes]) };
    private readonly Metadata? headers = appId is null ? null : new Metadata { { "dapr-app-id", appId } };

    /// <summary>Runs callers in a closed loop.</summary>
    /// <param name="callers">Calls in flight.</param>
    /// <param name="time">How long to warm up and to measure.</param>
    /// <param name="processorTime">Processor time of all processes that take part, except this one.</param>
    /// <remarks>What warming up costs is not weighed: most of it is the compiler's work.</remarks>
    /// <returns>The load, and microseconds of processor time a call, of all processes together.</returns>
    public async Task<(LoadResult Load, double ProcessorMicroseconds)> RunAsync(
        int callers, MeasuredTime time, Func<TimeSpan> processorTime)
    {
        var client = new EchoService.EchoServiceClient(channel);
        await ClosedLoop.RunAsync(callers, warmUp: TimeSpan.Zero, time.WarmUp, _ => CallAsync(client));
        var calls = 0L;
        var own = Process.GetCurrentProcess();
        var before = processorTime() + own.TotalProcessorTime;
        var load = await ClosedLoop.RunAsync(callers, warmUp: TimeSpan.Zero, time.Measured, async _ =>
        {
            await CallAsync(client);
            Interlocked.Increment(ref calls);
        });
        own.Refresh();
        var used = processorTime() + own.TotalProcessorTime - before;
        return (load, used.TotalMicroseconds / calls);
    }

    public void Dispose() => channel.Dispose();

    private async Task CallAsync(EchoService.EchoServiceClient client) => await client.EchoAsync(request, headers);
}
