using System.Diagnostics;
using Grpc.Core;

namespace Mesh.Payments.Service.Peers;

/// <summary>
/// Sends what many callers ask of one peer as few calls: while a tenant's call is under way its next one gathers. A hop costs as much as
/// twenty direct calls, so it must never be paid per payment. Nothing waits for a timer: a lone request is sent at once. Tenants do not
/// wait for each other, so a partition of the peer that is in trouble stops its own tenants only. Safe for use by all threads.
/// </summary>
/// <typeparam name="TRequest">One caller's request.</typeparam>
/// <typeparam name="TAnswer">Its answer.</typeparam>
/// <param name="peer">The peer's app-id, for traces.</param>
/// <param name="send">Sends one call; answers come in the order of the requests. It repeats what is worth repeating.</param>
internal sealed class PeerBatcher<TRequest, TAnswer>(
    string peer, Func<string, IReadOnlyList<TRequest>, CancellationToken, Task<IReadOnlyList<TAnswer>>> send) : IAsyncDisposable
{
    private readonly Lock gate = new();

    // A tenant is here while a call of it is under way, with what gathers for the next.
    private readonly Dictionary<string, Lane> lanes = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private bool isDisposed;

    /// <summary>Asks; completes with the answer, or with the failure of the call that carried it.</summary>
    public Task<TAnswer> AskAsync(string tenant, TRequest request, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(request);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (!lanes.TryGetValue(tenant, out var lane))
            {
                lanes[tenant] = lane = new Lane();
                lane.Running = Task.Run(() => RunAsync(tenant, lane), CancellationToken.None);
            }

            lane.Gathering.Enqueue(waiting);
        }

        return waiting.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Gives up what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (gate)
        {
            if (isDisposed)
            {
                return;
            }

            isDisposed = true;
            stopping.Cancel();
            running = [.. lanes.Values.Select(lane => lane.Running)];
        }

        await Task.WhenAll(running);
        stopping.Dispose();
    }

    private async Task RunAsync(string tenant, Lane lane)
    {
        // A lane serves many traces, not that of whoever happened to open it.
        Activity.Current = null;
        while (Take(tenant, lane) is { Count: > 0 } batch)
        {
            await SendAsync(tenant, batch);
        }
    }

    /// <summary>Takes what has gathered; a lane with nothing to do ends.</summary>
    private List<Waiting> Take(string tenant, Lane lane)
    {
        lock (gate)
        {
            var batch = new List<Waiting>(Math.Min(lane.Gathering.Count, PeerLimits.ItemsPerCallMax));
            while (batch.Count < PeerLimits.ItemsPerCallMax && lane.Gathering.TryDequeue(out var waiting))
            {
                batch.Add(waiting);
            }

            if (batch.Count == 0)
            {
                lanes.Remove(tenant);
            }

            return batch;
        }
    }

    private async Task SendAsync(string tenant, List<Waiting> batch)
    {
        using var span = PaymentsActivity.BeginBatch(peer, [.. batch.Select(waiting => waiting.Trace).OfType<ActivityContext>()]);
        try
        {
            var answers = await send(tenant, batch.ConvertAll(waiting => waiting.Request), stopping.Token);
            if (answers.Count != batch.Count)
            {
                throw new InvalidOperationException($"The peer gave {answers.Count} answers to {batch.Count} requests.");
            }

            for (var index = 0; index < batch.Count; index++)
            {
                batch[index].Answer.TrySetResult(answers[index]);
            }
        }
        catch (Exception failure) when (batch.Count > 1 && IsAboutARequest(failure))
        {
            // One request that the peer refuses must not fail its neighbours, and a call may be too large: the halves are sent alone.
            var middle = batch.Count / 2;
            await SendAsync(tenant, batch[..middle]);
            await SendAsync(tenant, batch[middle..]);
        }
        catch (Exception failure)
        {
            batch.ForEach(waiting => waiting.Answer.TrySetException(failure));
        }
    }

    private static bool IsAboutARequest(Exception failure) => failure is InvalidOperationException
        or RpcException
        {
            StatusCode: StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange
                or StatusCode.ResourceExhausted,
        };

    private sealed class Lane
    {
        public Queue<Waiting> Gathering { get; } = new();

        public Task Running { get; set; } = Task.CompletedTask;
    }

    private sealed class Waiting(TRequest request)
    {
        public TRequest Request => request;

        public ActivityContext? Trace { get; } = Activity.Current?.Context;

        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
