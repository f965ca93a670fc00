using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Mesh.Host.Calls;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Testing.V1;

namespace Mesh.Host.Tests.Echo;

/// <summary>Repeats what it is told by all four kinds of call, reports what it saw of the call, and misbehaves on demand.</summary>
public sealed class EchoEndpoint(EchoSignals signals, CallGate gate) : EchoService.EchoServiceBase
{
    public const string Secret = "the-connection-string-of-the-store";

    public override async Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context)
    {
        await SendHeadersAsync(context);
        await BehaveAsync(request.Behaviour, request.Text, context);
        context.ResponseTrailers.Add("x-echo-trailer", "end");
        context.ResponseTrailers.Add("x-echo-trailer-bin", new byte[] { 0, 255, 1 });
        var response = new EchoResponse
        {
            Text = request.Text,
            TimeLeft = TimeLeft(context),
            Padding = ByteString.CopyFrom(new byte[request.PaddingBytes]),
            RequestEncoding = context.GetHttpContext().Request.Headers["grpc-encoding"].ToString() is { Length: > 0 } coded
                ? coded
                : "identity",
        };
        response.Headers.AddRange(context.RequestHeaders.Select(ToHeader));
        return response;
    }

    public override async Task Repeat(RepeatRequest request, IServerStreamWriter<RepeatResponse> responseStream, ServerCallContext context)
    {
        for (var index = 0; index < request.Count; index++)
        {
            await responseStream.WriteAsync(new RepeatResponse { Text = request.Text, Index = index }, context.CancellationToken);
        }

        await BehaveAsync(request.Behaviour, request.Text, context);
    }

    public override async Task<JoinResponse> Join(IAsyncStreamReader<JoinRequest> requestStream, ServerCallContext context)
    {
        await SendHeadersAsync(context);
        var parts = new List<string>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await BehaveAsync(request.Behaviour, request.Text, context);
            parts.Add(request.Text);
        }

        return new JoinResponse { Text = string.Join(',', parts), Count = parts.Count };
    }

    public override async Task Converse(
        IAsyncStreamReader<ConverseRequest> requestStream, IServerStreamWriter<ConverseResponse> responseStream, ServerCallContext context)
    {
        var index = 0;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await BehaveAsync(request.Behaviour, request.Text, context);
            await responseStream.WriteAsync(new ConverseResponse { Text = request.Text, Index = index++ }, context.CancellationToken);
        }
    }

    private static async Task SendHeadersAsync(ServerCallContext context)
    {
        var headers = new Metadata { { "x-echo-header", "begin" }, { "x-echo-header-bin", new byte[] { 0, 255, 2 } } };
        await context.WriteResponseHeadersAsync(headers);
    }

    private async Task BehaveAsync(Behaviour behaviour, string text, ServerCallContext context)
    {
        switch (behaviour)
        {
            case Behaviour.Unspecified:
                return;
            case Behaviour.RefuseFields:
                RefuseFields(count: 2);
                return;
            case Behaviour.RefuseManyFields:
                RefuseFields(count: 1_000);
                return;
            case Behaviour.Unavailable:
                throw ServiceError.Unavailable(
                    "LEDGER_DOWN", "The ledger does not answer.", TimeSpan.FromMilliseconds(1_500)).AsException();
            case Behaviour.RefuseState:
                throw ServiceError.FailedPrecondition(
                    "PAYMENT_CAPTURED", "The payment is captured already.").With("payment_id", "pay_7").AsException();
            case Behaviour.Break:
                throw new InvalidOperationException(Secret);
            case Behaviour.LeakPeerStatus:
                throw new RpcException(new Status(StatusCode.NotFound, Secret));
            case Behaviour.OutcomeUnknown:
                throw new ServiceUnavailableException("The store did not answer.", outcomeUnknown: true, TimeSpan.FromSeconds(2));
            case Behaviour.ResourceAbsent:
                throw new ResourceNotFoundException("PARTITION_NOT_FOUND", "There are partitions 0 to 3.");
            case Behaviour.WaitForCancel:
                await signals.WaitForCancelAsync(text, context.CancellationToken);
                return;
            case Behaviour.WaitForPeerCancel:
                await signals.WaitForCancelAsync(text, context.CancellationToken).ContinueWith(
                    _ => throw new RpcException(new Status(StatusCode.Cancelled, Secret)), TaskScheduler.Default);
                return;
            case Behaviour.WaitForRelease:
                await signals.WaitForReleaseAsync(text, gate.Closing, context.CancellationToken);
                return;
            default:
                throw ServiceError.InvalidArgument("BEHAVIOUR_UNKNOWN", "This behaviour is not known.").AsException();
        }
    }

    private static void RefuseFields(int count)
    {
        var violations = new FieldViolations();
        for (var index = 0; index < count; index++)
        {
            violations.At("transfers", index).At("amount").Add("high", "must be zero for this currency");
        }

        violations.ThrowIfAny("REQUEST_INVALID");
    }

    private static Duration? TimeLeft(ServerCallContext context) =>
        context.Deadline == DateTime.MaxValue
            ? null
            : Duration.FromTimeSpan(context.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime);

    private static Header ToHeader(Metadata.Entry entry) => entry.IsBinary
        ? new Header { Key = entry.Key, Binary = ByteString.CopyFrom(entry.ValueBytes) }
        : new Header { Key = entry.Key, Text = entry.Value.ToString(CultureInfo.InvariantCulture) };
}
