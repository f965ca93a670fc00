using Google.Protobuf;
using Grpc.Core;
using Mesh.Dapr.State;
using Mesh.Journal.V1;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Witness;

/// <summary>
/// The caller's side: remembers how far the journals of a service have come, in the caller's own store, and tells it back every second. A
/// service whose store has lost its newest records, and every trace of them, so hears of them from here.
/// </summary>
/// <param name="service">The service, for example <c>ledger</c>.</param>
/// <param name="client">Reaches it.</param>
/// <param name="store">The caller's own store.</param>
/// <param name="time">The clock.</param>
/// <param name="loggers">Take what is found.</param>
public sealed class JournalWitness(
    string service, JournalService.JournalServiceClient client, IStateStore store, TimeProvider time, ILoggerFactory loggers)
    : IHostedService, IDisposable
{
    private readonly ILogger logger = loggers.CreateLogger("Mesh.Journal");
    private readonly WitnessMemory memory = new(service, store);
    private readonly CancellationTokenSource stopping = new();
    private readonly HashSet<(uint Partition, ulong Sequence, PositionConflictReason Reason)> reported = [];
    private Task watching = Task.CompletedTask;
    private bool isLoaded;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        watching = WatchAsync(stopping.Token);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await watching;
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    /// <summary>Tells back what is remembered, and remembers what is told.</summary>
    /// <exception cref="RpcException">The service does not answer.</exception>
    /// <exception cref="StateStoreException">The own store does not.</exception>
    public async Task ExchangeAsync(CancellationToken cancellationToken)
    {
        if (!isLoaded)
        {
            await memory.LoadAsync(cancellationToken);
            isLoaded = true;
        }

        var request = new ExchangePositionsRequest { Told = { memory.Positions } };
        var answer = await client.ExchangePositionsAsync(request, cancellationToken: cancellationToken);
        foreach (var conflict in answer.Conflicts)
        {
            Report(conflict);
        }

        foreach (var position in answer.Positions)
        {
            memory.Hear(position);
        }

        await memory.SaveAsync(cancellationToken);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var period = new PeriodicTimer(WitnessLimits.Period, time);
        try
        {
            do
            {
                await TryExchangeAsync(cancellationToken);
            }
            while (await period.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task TryExchangeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ExchangeAsync(cancellationToken);
        }
        catch (RpcException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (RpcException silence)
        {
            // Nobody waits for it, and a service that is away says so elsewhere.
            Log.WitnessUnheard(logger, silence, service);
        }
        catch (StateStoreException failure)
        {
            Log.WitnessNotSaved(logger, failure, service);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            Log.WitnessNotSaved(logger, malformed, service);
        }
    }

    private void Report(PositionConflict conflict)
    {
        WitnessMeters.ConflictHeard(service, conflict.Reason);
        if (reported.Add((conflict.Told.Partition, conflict.Told.Sequence, conflict.Reason)))
        {
            Log.JournalShortened(
                logger, service, conflict.Told.Partition, conflict.Told.Sequence, conflict.FoundSequence, conflict.Problem);
        }
    }
}
