using Google.Rpc;
using Grpc.Core;

namespace Mesh.Dapr.Conformance.Tests.Running;

/// <summary>Expectations about failed calls.</summary>
public static class Expect
{
    /// <summary>The call fails with a code and a text that contains a part.</summary>
    public static async Task<RpcException> FailureAsync(Grpc.Core.StatusCode code, string part, Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(code, exception.StatusCode);
        Assert.Contains(part, exception.Status.Detail, StringComparison.Ordinal);
        return exception;
    }

    /// <summary>Asks until something is so, for at most ten seconds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(10), "it did not come to be within 10 s");
            await Task.Yield();
        }
    }

    /// <summary>The reason in an error's details.</summary>
    public static string Reason(RpcException exception) =>
        exception.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? "";
}
