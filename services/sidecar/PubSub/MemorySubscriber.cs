using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.PubSub;

/// <summary>One member of a group: takes a message, has it handled, takes the next.</summary>
internal sealed class MemorySubscriber : IMembership
{
    private readonly MessageQueue _queue;
    private readonly MessageHandler _handler;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _abandoning = new();
    private readonly Task _loop;

    public MemorySubscriber(MessageQueue queue, MessageHandler handler, ILogger logger)
    {
        _queue = queue;
        _handler = handler;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public async Task DrainAsync(CancellationToken impatient)
    {
        await _leaving.CancelAsync();
        await _loop.WaitAsync(impatient).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Leaves; a message in hand that the handler gives up goes back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _abandoning.CancelAsync();
        await _loop;
        _leaving.Dispose();
        _abandoning.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_leaving.IsCancellationRequested)
        {
            try
            {
                await HandleAsync(await _queue.TakeAsync(_leaving.Token));
            }
            catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task HandleAsync(BrokerMessage message)
    {
        DeliveryResult result;
        try
        {
            result = await _handler(message, _abandoning.Token);
        }
        catch (OperationCanceledException) when (_abandoning.IsCancellationRequested)
        {
            result = DeliveryResult.Abandoned;
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(_logger, message.Topic, exception);
            result = DeliveryResult.Acknowledged;
        }

        if (result == DeliveryResult.Abandoned)
        {
            _queue.Return(message);
        }
    }
}
