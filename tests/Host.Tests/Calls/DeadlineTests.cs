using Grpc.Core;
using Mesh.Host.Calls;
using Mesh.Host.Tests.Echo;
using Mesh.Testing.V1;

namespace Mesh.Host.Tests.Calls;

public sealed class DeadlineTests : IAsyncLifetime
{
    private EchoHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await EchoHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Unary_NoDeadline_GetsTheDefault()
    {
        var response = await _host.Client.EchoAsync(new EchoRequest());

        Assert.InRange(response.TimeLeft.ToTimeSpan(), HostLimits.DeadlineDefault / 2, HostLimits.DeadlineDefault);
    }

    [Fact]
    public async Task Unary_DeadlineAboveTheMaximum_IsCutToIt()
    {
        var response = await _host.Client.EchoAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddHours(5));

        Assert.InRange(response.TimeLeft.ToTimeSpan(), HostLimits.DeadlineMax / 2, HostLimits.DeadlineMax);
    }

    [Fact]
    public async Task Unary_DeadlineBelowTheMaximum_IsKept()
    {
        var response = await _host.Client.EchoAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(40));

        Assert.InRange(response.TimeLeft.ToTimeSpan(), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task Unary_DeadlinePasses_CancelsTheEndpointAndTellsTheCaller()
    {
        var request = new EchoRequest { Text = "late", Behaviour = Behaviour.WaitForCancel };

        var failure = await Assert.ThrowsAsync<RpcException>(
            () => _host.Client.EchoAsync(request, deadline: DateTime.UtcNow.AddMilliseconds(200)).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        await _host.Signals.CancelledAsync("late");
    }

    [Theory]
    [InlineData(Behaviour.WaitForCancel)]
    [InlineData(Behaviour.WaitForPeerCancel)]
    public async Task Unary_CallerCancels_CancelsTheEndpointAndLogsNoProblem(Behaviour behaviour)
    {
        using var cancel = new CancellationTokenSource();
        var request = new EchoRequest { Text = "cancelled", Behaviour = behaviour };
        using var call = _host.Client.EchoAsync(request, cancellationToken: cancel.Token);
        await _host.Signals.BegunAsync("cancelled");

        await cancel.CancelAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        await _host.Signals.CancelledAsync("cancelled");
        await _host.StopAsync();
        Assert.DoesNotContain(_host.Log.Entries, entry => entry.EventName == "CallFailed");
    }

    [Fact]
    public async Task ServerStream_CallerLeavesInTheMiddle_EndsAndLogsNoProblem()
    {
        for (var repetition = 0; repetition < 20; repetition++)
        {
            using var call = _host.Client.Repeat(new RepeatRequest { Text = new string('a', 10_000), Count = int.MaxValue });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }

        // The stop waits for every call in flight.
        await _host.StopAsync();

        Assert.DoesNotContain(_host.Log.Entries, entry => entry.EventName is "CallFailed" or "DrainTimedOut");
    }

    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("3S", 3_000)]
    [InlineData("99999999m", 99_999_999)]
    [InlineData("5000u", 5)]
    [InlineData("7000000n", 7)]
    [InlineData("0S", 0)]
    public void TryParseTimeout_WellFormed_IsRead(string header, long milliseconds)
    {
        Assert.True(CallAdmission.TryParseTimeout(header, out var timeout));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), timeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1 S")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    public void TryParseTimeout_Malformed_CountsAsNone(string header) => Assert.False(CallAdmission.TryParseTimeout(header, out _));
}
