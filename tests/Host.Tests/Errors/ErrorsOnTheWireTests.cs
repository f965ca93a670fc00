using Google.Rpc;
using Grpc.Core;
using Mesh.Host.Tests.Echo;
using Mesh.Testing.V1;
using Microsoft.Extensions.Logging;

namespace Mesh.Host.Tests.Errors;

public sealed class ErrorsOnTheWireTests : IAsyncLifetime
{
    private EchoHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await EchoHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Refusal_WrongFields_NamesEachWithReasonAndDomain()
    {
        var failure = await FailAsync(Behaviour.RefuseFields);

        var status = failure.GetRpcStatus()!;
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal("2 fields are wrong; nothing was changed.", failure.Status.Detail);
        Assert.Equal(("REQUEST_INVALID", "testing.mesh"), (status.GetDetail<ErrorInfo>().Reason, status.GetDetail<ErrorInfo>().Domain));
        Assert.Equal(
            ["transfers[0].amount.high", "transfers[1].amount.high"],
            status.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task Refusal_MoreFieldsThanTrailersCarry_NamesTheFirstAndCountsTheRest()
    {
        var failure = await FailAsync(Behaviour.RefuseManyFields);

        var violations = failure.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations;
        Assert.InRange(failure.Trailers.GetValueBytes("grpc-status-details-bin")!.Length, 3_000, 4_096);
        Assert.Equal("transfers[0].amount.high", violations[0].Field);
        Assert.Equal($"and {1_000 - (violations.Count - 1)} more violations", violations[^1].Description);
    }

    [Fact]
    public async Task Failure_Unavailable_TellsWhenToRetry()
    {
        var failure = await FailAsync(Behaviour.Unavailable);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1.5), failure.GetRpcStatus()!.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan());
    }

    [Fact]
    public async Task Refusal_State_CarriesMetadata()
    {
        var failure = await FailAsync(Behaviour.RefuseState);

        var info = failure.GetRpcStatus()!.GetDetail<ErrorInfo>();
        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Equal("pay_7", info.Metadata["payment_id"]);
    }

    [Fact]
    public async Task Failure_OutcomeUnknown_IsUnavailableThatSaysSoAndWhenToRetry()
    {
        var failure = await FailAsync(Behaviour.OutcomeUnknown);

        var status = failure.GetRpcStatus()!;
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal("OUTCOME_UNKNOWN", status.GetDetail<ErrorInfo>().Reason);
        Assert.Equal(TimeSpan.FromSeconds(2), status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan());
    }

    [Fact]
    public async Task Refusal_ResourceAbsent_IsNotFoundWithItsReason()
    {
        var failure = await FailAsync(Behaviour.ResourceAbsent);

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        Assert.Equal("PARTITION_NOT_FOUND", failure.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason);
    }

    [Theory]
    [InlineData(Behaviour.Break)]
    [InlineData(Behaviour.LeakPeerStatus)]
    public async Task Failure_Unexpected_IsInternalWithoutInnerTextAndLoggedOnce(Behaviour behaviour)
    {
        var failure = await FailAsync(behaviour);

        var status = failure.GetRpcStatus()!;
        var correlationId = status.GetDetail<ErrorInfo>().Metadata["correlation_id"];
        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Equal("INTERNAL_ERROR", status.GetDetail<ErrorInfo>().Reason);
        Assert.DoesNotContain(EchoEndpoint.Secret, status.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            failure.Trailers, entry => !entry.IsBinary && entry.Value.Contains(EchoEndpoint.Secret, StringComparison.Ordinal));
        var logged = Assert.Single(_host.Log.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Equal("CallFailed", logged.EventName);
        Assert.Contains(correlationId, logged.Text, StringComparison.Ordinal);
        Assert.Contains(EchoEndpoint.Secret, logged.Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_IsNotLoggedAsAProblem()
    {
        await FailAsync(Behaviour.RefuseState);

        Assert.DoesNotContain(_host.Log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Refusal_AfterStreamedMessages_ArrivesAfterThem()
    {
        using var call = _host.Client.Repeat(new RepeatRequest { Text = "a", Count = 3, Behaviour = Behaviour.RefuseState });
        var received = 0;

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var _ in call.ResponseStream.ReadAllAsync())
            {
                received++;
            }
        });

        Assert.Equal(3, received);
        Assert.Equal("PAYMENT_CAPTURED", failure.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason);
    }

    [Fact]
    public async Task Refusal_InAClientStream_ReachesTheCaller()
    {
        using var call = _host.Client.Join();
        await call.RequestStream.WriteAsync(new JoinRequest { Text = "a", Behaviour = Behaviour.RefuseState });

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal("PAYMENT_CAPTURED", failure.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason);
    }

    [Fact]
    public async Task Refusal_InADuplexStream_ReachesTheCaller()
    {
        using var call = _host.Client.Converse();
        await call.RequestStream.WriteAsync(new ConverseRequest { Text = "a", Behaviour = Behaviour.Unavailable });

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal("LEDGER_DOWN", failure.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason);
    }

    private async Task<RpcException> FailAsync(Behaviour behaviour) =>
        await Assert.ThrowsAsync<RpcException>(() => _host.Client.EchoAsync(new EchoRequest { Behaviour = behaviour }).ResponseAsync);
}
