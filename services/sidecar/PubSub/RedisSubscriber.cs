using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Mesh.Sidecar.PubSub;

/// <summary>
/// One member of a consumer group. Reads wait on a connection of their own, because a waiting command holds up what follows it.
/// </summary>
internal sealed class RedisSubscriber(
    string topic,
    string group,
    MessageHandler handler,
    IDatabase database,
    ConnectionMultiplexer reading,
    RedisBrokerLimits limits,
    SemaphoreSlim workers,
    TimeProvider time,
    ILogger logger) : IMembership
{
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _abandoning = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private Task _loops = Task.CompletedTask;

    /// <summary>Creates the group when it is not there and begins to read.</summary>
    public async Task StartAsync()
    {
        await CreateGroupAsync();
        var reclaim = limits.Reclaims ? Task.Run(ReclaimLoopAsync) : Task.CompletedTask;
        _loops = Task.WhenAll(Task.Run(ReadLoopAsync), reclaim);
    }

    /// <inheritdoc/>
    public async Task DrainAsync(CancellationToken impatient)
    {
        await _leaving.CancelAsync();
        await _loops;
        await Task.WhenAll(_running.Keys).WaitAsync(impatient).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Leaves; unfinished messages stay pending and are reclaimed by others.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _abandoning.CancelAsync();
        await _loops;
        await Task.WhenAll(_running.Keys);
        await reading.DisposeAsync();
        _leaving.Dispose();
        _abandoning.Dispose();
    }

    private async Task CreateGroupAsync()
    {
        try
        {
            await database.StreamCreateConsumerGroupAsync(topic, group, "0-0", createStream: true);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // Another member was first.
        }
    }

    private Task ReadLoopAsync() => LoopAsync(async () =>
    {
        var block = ((long)limits.ReadTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        var depth = limits.QueueDepth.ToString(CultureInfo.InvariantCulture);
        var answer = await reading.GetDatabase(database.Database)
            .ExecuteAsync("XREADGROUP", "GROUP", group, group, "COUNT", depth, "BLOCK", block, "STREAMS", (RedisKey)topic, ">")
            .WaitAsync(_leaving.Token);
        foreach (var entry in RedisStreamReply.Entries(answer))
        {
            await StartAsync(entry);
        }
    });

    private Task ReclaimLoopAsync() => LoopAsync(async () =>
    {
        await Task.Delay(limits.RedeliverInterval, time, _leaving.Token);
        var claimed = await database.StreamAutoClaimAsync(
            topic, group, group, (long)limits.ProcessingTimeout.TotalMilliseconds, "0-0", limits.QueueDepth);
        foreach (var entry in claimed.ClaimedEntries)
        {
            await StartAsync(entry);
        }
    });

    /// <summary>Repeats a step until the subscriber leaves; a failure of redis is told and tried again.</summary>
    private async Task LoopAsync(Func<Task> step)
    {
        while (!_leaving.IsCancellationRequested)
        {
            try
            {
                await step();
            }
            catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it is: a reader that ended would leave the topic silent.
                Log.BrokerFailed(logger, topic, exception.Message);
                await RecoverAsync(exception);
            }
        }
    }

    private async Task RecoverAsync(Exception cause)
    {
        await Task.Delay(FailurePause, time, _leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cause.Message.Contains("NOGROUP", StringComparison.Ordinal) && !_leaving.IsCancellationRequested)
        {
            await CreateGroupAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StartAsync(StreamEntry entry)
    {
        await workers.WaitAsync(_leaving.Token);
        var work = HandleAsync(entry);
        _running[work] = true;
        _ = work.ContinueWith(
            done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task HandleAsync(StreamEntry entry)
    {
        await Task.Yield();
        try
        {
            var begun = time.GetTimestamp();
            if (IsDone(await ResultAsync(entry), time.GetElapsedTime(begun)))
            {
                await database.StreamAcknowledgeAsync(topic, group, entry.Id);
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // Not acknowledged, so it comes again.
            Log.BrokerFailed(logger, topic, exception.Message);
        }
        finally
        {
            workers.Release();
        }
    }

    /// <summary>
    /// A failure is final within the processing time; after it somebody may have claimed the entry. Where nobody claims there is no such
    /// time either (contract 3.6).
    /// </summary>
    private bool IsDone(DeliveryResult result, TimeSpan taken) => result switch
    {
        DeliveryResult.Acknowledged => true,
        DeliveryResult.Failed => !limits.Reclaims || taken < limits.ProcessingTimeout,
        _ => false,
    };

    private async Task<DeliveryResult> ResultAsync(StreamEntry entry)
    {
        if (entry.IsNull || entry.Values.Length == 0)
        {
            // Trimmed from the stream meanwhile.
            return DeliveryResult.Acknowledged;
        }

        try
        {
            return await handler(RedisStreamReply.Message(topic, entry, logger), _abandoning.Token);
        }
        catch (OperationCanceledException) when (_abandoning.IsCancellationRequested)
        {
            return DeliveryResult.Abandoned;
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(logger, topic, exception);
            return DeliveryResult.Failed;
        }
    }
}
