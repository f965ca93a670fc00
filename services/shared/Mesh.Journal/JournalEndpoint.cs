using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Journal.Owners;
using Mesh.Journal.Proofs;
using Mesh.Journal.V1;
using Mesh.Journal.Witness;

namespace Mesh.Journal;

/// <summary>Shows, verifies and proves the journal: <c>mesh.journal.v1.JournalService</c>, served beside every service's own API.</summary>
public sealed class JournalEndpoint(IJournalInspection journal, IJournalProofs proofs, IPositionExchange positions)
    : JournalService.JournalServiceBase
{
    /// <inheritdoc/>
    public override Task<ListPartitionsResponse> ListPartitions(ListPartitionsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListPartitionsResponse { Partitions = { journal.ListPartitions().Select(ToWire) } });

    /// <inheritdoc/>
    public override async Task<VerifyJournalResponse> VerifyJournal(VerifyJournalRequest request, ServerCallContext context)
    {
        var found = await journal.VerifyAsync(Number(request.Partition), context.CancellationToken);
        return new VerifyJournalResponse
        {
            Intact = found.IsIntact,
            VerifiedThrough = found.VerifiedThrough,
            HeadHash = ByteString.CopyFrom(found.HeadHash.Span),
            FirstBadSequence = found.FirstBadSequence,
            Problem = found.Problem,
            Head = found.Tree is { } tree ? ToWire(tree) : null,
            PublishedHeadCount = found.PublishedHeads,
        };
    }

    /// <inheritdoc/>
    public override async Task<GetTreeHeadResponse> GetTreeHead(GetTreeHeadRequest request, ServerCallContext context) => new()
    {
        Head = ToWire(await proofs.GetHeadAsync(Number(request.Partition), request.TreeSize, context.CancellationToken)),
    };

    /// <inheritdoc/>
    public override async Task<GetInclusionProofResponse> GetInclusionProof(
        GetInclusionProofRequest request, ServerCallContext context)
    {
        var proof = await proofs.ProveAsync(
            Number(request.Partition), request.Sequence, Number(request.EventIndex), request.TreeSize, context.CancellationToken);
        return new GetInclusionProofResponse
        {
            Leaf = UnsafeByteOperations.UnsafeWrap(proof.Leaf),
            LeafIndex = proof.LeafIndex,
            ProofHashes = { proof.Hashes.Select(UnsafeByteOperations.UnsafeWrap) },
            Head = ToWire(proof.Head),
        };
    }

    /// <inheritdoc/>
    public override async Task<GetConsistencyProofResponse> GetConsistencyProof(
        GetConsistencyProofRequest request, ServerCallContext context)
    {
        var proof = await proofs.ProveGrowthAsync(
            Number(request.Partition), request.OldTreeSize, request.TreeSize, context.CancellationToken);
        return new GetConsistencyProofResponse
        {
            ProofHashes = { proof.Hashes.Select(UnsafeByteOperations.UnsafeWrap) },
            OldHead = ToWire(proof.Old),
            Head = ToWire(proof.Head),
        };
    }

    /// <inheritdoc/>
    public override async Task<ExchangePositionsResponse> ExchangePositions(
        ExchangePositionsRequest request, ServerCallContext context)
    {
        // What is told beyond the number of partitions a service may have is about none of ours.
        var told = request.Told.Take(WitnessLimits.PositionsMax).Select(position => new Witness.JournalPosition(
            Number(position.Partition), position.Sequence, position.RecordHash.Memory, position.Seal.Memory));
        var exchanged = await positions.ExchangeAsync([.. told], context.CancellationToken);
        return new ExchangePositionsResponse
        {
            Positions = { exchanged.Positions.Select(ToWire) },
            Conflicts = { exchanged.Problems.Select(ToWire) },
        };
    }

    private static V1.JournalPosition ToWire(Witness.JournalPosition position) => new()
    {
        Partition = (uint)position.Partition,
        Sequence = position.Sequence,
        RecordHash = UnsafeByteOperations.UnsafeWrap(position.Hash),
        Seal = UnsafeByteOperations.UnsafeWrap(position.Seal),
    };

    private static PositionConflict ToWire(PositionProblem problem) => new()
    {
        Told = ToWire(problem.Told),
        Reason = problem.Reason,
        FoundSequence = problem.FoundSequence,
        FoundHash = UnsafeByteOperations.UnsafeWrap(problem.FoundHash),
        Problem = problem.Problem,
    };

    /// <summary>A number too large to be one of ours is none of ours: it is answered as such.</summary>
    private static int Number(uint asked) => (int)Math.Min(asked, int.MaxValue);

    private static V1.TreeHead ToWire(Proofs.TreeHead head) => new()
    {
        Service = head.Service,
        Partition = (uint)head.Partition,
        Size = head.Size,
        RootHash = UnsafeByteOperations.UnsafeWrap(head.Root),
        Sequence = head.Sequence,
        RecordHash = UnsafeByteOperations.UnsafeWrap(head.RecordHash),
        Time = head.Size == 0 ? null : head.Time.ToDateTimeOffset().ToTimestamp(),
    };

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
