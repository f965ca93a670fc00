using Grpc.Core;

namespace Mesh.Client;

/// <summary>
/// Calls a service of Mesh as a client should, for any generated client: a time limit on every try, another replica after a try that
/// failed, the same request, and so the same request identifier, on every try. What a service refuses is an answer and is not tried again.
/// <code>
/// using var mesh = new MeshCallInvoker([new Uri("http://ledger-0:5101"), new Uri("http://ledger-1:5101")], new MeshClientOptions());
/// var ledger = new LedgerService.LedgerServiceClient(mesh);
/// </code>
/// Safe for use by all threads; one for the life of the process.
/// </summary>
public sealed class MeshCallInvoker : CallInvoker, IDisposable
{
    private readonly Replica[] replicas;
    private readonly MeshClientOptions settings;
    private readonly TimeProvider time;
    private int preferred;

    /// <summary>Prepares a client; nothing is connected yet.</summary>
    /// <param name="addresses">Replicas of one service, at least one, as <c>http://host:port</c>.</param>
    /// <param name="options">How patient it is.</param>
    public MeshCallInvoker(IReadOnlyList<Uri> addresses, MeshClientOptions options)
        : this(addresses, options, TimeProvider.System)
    {
    }

    /// <summary>The same, with a clock for waits between tries. Time limits of tries are kept by the real one, as gRPC does.</summary>
    public MeshCallInvoker(IReadOnlyList<Uri> addresses, MeshClientOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfZero(addresses.Count, nameof(addresses));
        settings = options;
        this.time = time;
        replicas = [.. addresses.Select(address => new Replica(address, options, time))];
    }

    /// <summary>Prefers one replica, by its place among the addresses, until it fails.</summary>
    public void Prefer(int index) => Volatile.Write(ref preferred, index % replicas.Length);

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var tries = new UnaryTries<TRequest, TResponse>(this, method, host, options, request);
        return new AsyncUnaryCall<TResponse>(tries.RunAsync(), tries.Headers, tries.GetStatus, tries.GetTrailers, tries.Dispose);
    }

    /// <inheritdoc/>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        Choose().Invoker.AsyncServerStreamingCall(method, host, options, request);

    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        Choose().Invoker.AsyncClientStreamingCall(method, host, options);

    /// <inheritdoc/>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        Choose().Invoker.AsyncDuplexStreamingCall(method, host, options);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var replica in replicas)
        {
            replica.Dispose();
        }
    }

    /// <summary>Gets the preferred replica, or the next one that is not suspect; the preferred one when all are.</summary>
    private Replica Choose()
    {
        var first = Volatile.Read(ref preferred);
        for (var offset = 0; offset < replicas.Length; offset++)
        {
            var index = (first + offset) % replicas.Length;
            if (!replicas[index].IsSuspect)
            {
                return replicas[index];
            }
        }

        return replicas[first];
    }

    private void Failed(Replica replica)
    {
        replica.Suspect(settings.SuspicionTime);
        var index = Array.IndexOf(replicas, replica);
        Interlocked.CompareExchange(ref preferred, (index + 1) % replicas.Length, index);
    }

    /// <summary>The tries of one call.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Design", "CA1001", Justification = "The source has no timer and no parent, so there is nothing to dispose of.")]
    private sealed class UnaryTries<TRequest, TResponse>(
        MeshCallInvoker mesh, Method<TRequest, TResponse> method, string? host, CallOptions call, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        private readonly TaskCompletionSource<Metadata> headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource disposed = new();
        private AsyncUnaryCall<TResponse>? last;

        public Task<Metadata> Headers => headers.Task;

        public Status GetStatus() => last?.GetStatus() ?? new Status(StatusCode.Cancelled, "The call was not made.");

        public Metadata GetTrailers() => last?.GetTrailers() ?? [];

        public void Dispose() => disposed.Cancel();

        public async Task<TResponse> RunAsync()
        {
            var end = call.Deadline ?? DateTime.UtcNow + mesh.settings.CallLimit;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, disposed.Token);
            var (limit, wait) = (mesh.settings.FirstTryLimit, mesh.settings.FirstWait);
            while (true)
            {
                var replica = mesh.Choose();
                try
                {
                    var response = await TryAsync(replica, Earlier(DateTime.UtcNow + limit, end), either.Token);
                    replica.Trust();
                    return response;
                }
                catch (RpcException failure) when (IsOpen(failure.StatusCode) && !either.IsCancellationRequested)
                {
                    mesh.Failed(replica);
                    if (DateTime.UtcNow + wait >= end)
                    {
                        headers.TrySetException(failure);
                        throw;
                    }
                }
                catch (Exception failure)
                {
                    headers.TrySetException(failure);
                    throw;
                }

                await Task.Delay(wait * (0.5 + Random.Shared.NextDouble() / 2), mesh.time, either.Token);
                limit = Shorter(limit * 2, mesh.settings.TryLimitMax);
                wait = Shorter(wait * 2, mesh.settings.WaitMax);
            }
        }

        private async Task<TResponse> TryAsync(Replica replica, DateTime deadline, CancellationToken cancellationToken)
        {
            last = replica.Invoker.AsyncUnaryCall(
                method, host, call.WithDeadline(deadline).WithCancellationToken(cancellationToken), request);
            var response = await last.ResponseAsync;
            headers.TrySetResult(await last.ResponseHeadersAsync);
            return response;
        }

        /// <summary>
        /// Says whether what became of a call is open, so that it is to be made again: nobody answered, or not in time, or the service
        /// asked for it. CANCELLED is somebody else's cancellation, for ours is looked at before.
        /// </summary>
        private static bool IsOpen(StatusCode code) =>
            code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.Cancelled;

        private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;

        private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
    }
}
