using Mesh.Benchmarks.Load;
using Mesh.Dapr.Connection;
using Mesh.Dapr.State;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>Gets of a state store through a sidecar, as a service makes them: what a look at the head costs at least.</summary>
internal static class StateGets
{
    private const string Key = "bench/get";
    private const int ValueBytes = 1_000;

    /// <summary>Runs callers in a closed loop.</summary>
    /// <param name="sidecarGrpc">The sidecar's gRPC API.</param>
    /// <param name="callers">Calls in flight.</param>
    /// <param name="time">How long.</param>
    public static async Task<LoadResult> RunAsync(Uri sidecarGrpc, int callers, MeasuredTime time)
    {
        var connection = new DaprConnection(new DaprOptions { GrpcEndpoint = sidecarGrpc, HttpEndpoint = sidecarGrpc });
        var store = new DaprStateStore(connection, "statestore");
        await store.CreateAsync(Key, new byte[ValueBytes], CancellationToken.None);
        return await ClosedLoop.RunAsync(callers, time.WarmUp, time.Measured, async _ =>
        {
            if (await store.GetAsync(Key, CancellationToken.None) is null)
            {
                throw new InvalidOperationException("The value of the benchmark is gone.");
            }
        });
    }
}
