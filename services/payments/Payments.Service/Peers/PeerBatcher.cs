using System.Threading.Channels;

namespace Mesh.Payments.Service.Peers;

/// <summary>
/// Sends what many callers ask of one peer as few calls: while a call is under way the next one gathers. A hop costs as much as twenty
/// direct calls, so it must never be paid per payment. Nothing waits for a timer: a lone request is sent at once.
/// </summary>
/// <typeparam name="TRequest">One caller's request.</typeparam>
/// <typeparam name="TAnswer">Its answer.</typeparam>
internal sealed class PeerBatcher<TRequest, TAnswer> : IAsyncDisposable
{
    private const int ItemsMax = 1_000;
    private readonly Channel<Waiting> queue = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });
    private readonly Func<TRequest, string> tenantOf;
    private readonly Func<string, IReadOnlyList<TRequest>, CancellationToken, Task<IReadOnlyList<TAnswer>>> send;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;

    /// <summary>Starts the batcher.</summary>
    /// <param name="tenantOf">A call is for one tenant.</param>
    /// <param name="send">Sends one call; answers come in the order of the requests. It retries what is worth it.</param>
    public PeerBatcher(
        Func<TRequest, string> tenantOf, Func<string, IReadOnlyList<TRequest>, CancellationToken, Task<IReadOnlyList<TAnswer>>> send)
    {
        this.tenantOf = tenantOf;
        this.send = send;
        loop = Task.Run(RunAsync);
    }

    /// <summary>Asks; completes with the answer, or with the failure of the call that carried it.</summary>
    public Task<TAnswer> AskAsync(TRequest request, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(request);
        if (!queue.Writer.TryWrite(waiting))
        {
            throw new OperationCanceledException("The service is stopping.");
        }

        return waiting.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Gives up what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await stopping.CancelAsync();
        await loop;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<Waiting>();
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < ItemsMax && queue.Reader.TryRead(out var waiting))
            {
                batch.Add(waiting);
            }

            await Task.WhenAll(batch.GroupBy(waiting => tenantOf(waiting.Request)).Select(group => SendAsync(group.Key, [.. group])));
        }
    }

    private async Task SendAsync(string tenant, IReadOnlyList<Waiting> group)
    {
        try
        {
            var answers = await send(tenant, [.. group.Select(waiting => waiting.Request)], stopping.Token);
            for (var index = 0; index < group.Count; index++)
            {
                group[index].Answer.TrySetResult(answers[index]);
            }
        }
        catch (OperationCanceledException cancelled)
        {
            Complete(group, waiting => waiting.Answer.TrySetCanceled(cancelled.CancellationToken));
        }
        catch (Exception failure)
        {
            Complete(group, waiting => waiting.Answer.TrySetException(failure));
        }
    }

    private static void Complete(IReadOnlyList<Waiting> group, Action<Waiting> complete)
    {
        foreach (var waiting in group)
        {
            complete(waiting);
        }
    }

    private sealed class Waiting(TRequest request)
    {
        public TRequest Request => request;

        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
