using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Journal.Owners;
using Mesh.Journal.V1;

namespace Mesh.Journal;

/// <summary>Shows and verifies the journal: <c>mesh.journal.v1.JournalService</c>, served beside every service's own API.</summary>
public sealed class JournalEndpoint(IJournalInspection journal) : JournalService.JournalServiceBase
{
    /// <inheritdoc/>
    public override Task<ListPartitionsResponse> ListPartitions(ListPartitionsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListPartitionsResponse { Partitions = { journal.ListPartitions().Select(ToWire) } });

    /// <inheritdoc/>
    public override async Task<VerifyJournalResponse> VerifyJournal(VerifyJournalRequest request, ServerCallContext context)
    {
        var number = (int)Math.Min(request.Partition, int.MaxValue);
        var found = await journal.VerifyAsync(number, context.CancellationToken);
        return new VerifyJournalResponse
        {
            Intact = found.IsIntact,
            VerifiedThrough = found.VerifiedThrough,
            HeadHash = ByteString.CopyFrom(found.HeadHash.Span),
            FirstBadSequence = found.FirstBadSequence,
            Problem = found.Problem,
        };
    }

    private static V1.Partition ToWire(PartitionStatus status) => new()
    {
        Number = (uint)status.Number,
        HeadSequence = status.HeadSequence,
        HeadHash = ByteString.CopyFrom(status.HeadHash.Span),
        WriterReplica = status.WriterReplica,
        Active = status.IsActive,
        Problem = status.Problem,
        HeadTime = status.HeadSequence == 0 ? null : status.HeadTime.ToDateTimeOffset().ToTimestamp(),
        WriterAddress = status.WriterAddress,
        LagRecords = status.LagRecords,
        LastChange = status.LastChange is { } change ? ToWire(change) : null,
    };

    private static OwnerChange ToWire(ChangeOfOwner change) => new()
    {
        Sequence = change.Sequence,
        Time = change.Time.ToDateTimeOffset().ToTimestamp(),
        FromReplica = change.FromReplica,
        ToReplica = change.ToReplica,
        Reason = change.Reason,
    };
}
