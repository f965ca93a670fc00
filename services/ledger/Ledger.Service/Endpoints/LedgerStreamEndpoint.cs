using Grpc.Core;
using Mesh.Host.Calls;
using Mesh.Journal.Peers;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>The ledger's streams: one line a call.</summary>
public sealed class LedgerStreamEndpoint(LedgerPartitions partitions, StreamedCalls calls, CallGate gate)
    : LedgerStreamService.LedgerStreamServiceBase
{
    public override Task StreamTransfers(
        IAsyncStreamReader<StreamTransfersRequest> requestStream,
        IServerStreamWriter<StreamTransfersResponse> responseStream,
        ServerCallContext context) =>
        new StreamTransfersCall(partitions, calls, requestStream, responseStream, context).RunAsync(gate.Closing);

    public override Task StreamEvents(
        StreamEventsRequest request, IServerStreamWriter<StreamEventsResponse> responseStream, ServerCallContext context) =>
        StreamEventsCall.RunAsync(request, partitions, responseStream, gate.Closing, context.CancellationToken);
}
