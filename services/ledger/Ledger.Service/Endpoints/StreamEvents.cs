using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Follows the feed.</summary>
internal static class StreamEventsCall
{
    private static readonly TimeSpan HeartbeatDefault = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HeartbeatMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HeartbeatMax = TimeSpan.FromSeconds(30);

    /// <summary>Runs until the reader has had enough, or the server stops.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="partitions">The partitions.</param>
    /// <param name="responses">Takes the answers; each write waits until there is room, so one answer is in memory at a time.</param>
    /// <param name="closing">Cancelled when the server begins to stop.</param>
    /// <param name="cancellationToken">Cancelled when the reader has gone.</param>
    public static async Task RunAsync(
        V1.StreamEventsRequest request,
        LedgerPartitions partitions,
        IServerStreamWriter<V1.StreamEventsResponse> responses,
        CancellationToken closing,
        CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var heartbeat = ParseHeartbeat(request.Heartbeat, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(closing, cancellationToken);
        try
        {
            for (var next = Math.Max(request.FromSequence, 1);;)
            {
                var records = await partitions.ReadRecordsAsync(book, next, LedgerLimits.PageSizeDefault, heartbeat, either.Token);
                var page = ListEventsCall.PageOf(records, next);
                next = page.NextSequence;
                await responses.WriteAsync(
                    new V1.StreamEventsResponse { Events = { page.Events }, NextSequence = next }, either.Token);
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw LedgerErrors.ServerStopping().AsException();
        }
    }

    private static TimeSpan ParseHeartbeat(Duration? heartbeat, FieldViolations violations)
    {
        if (heartbeat is null)
        {
            return HeartbeatDefault;
        }

        // In whole seconds first, so that no number is too large to compare.
        if (heartbeat.Seconds is >= 0 and <= 30 && heartbeat.Nanos is >= 0 and < 1_000_000_000
            && heartbeat.ToTimeSpan() is var span && span >= HeartbeatMin && span <= HeartbeatMax)
        {
            return span;
        }

        violations.Add("heartbeat", "must be from 0.1 to 30 s");
        return HeartbeatDefault;
    }
}
