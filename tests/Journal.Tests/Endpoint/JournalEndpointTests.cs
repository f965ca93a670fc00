using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Dapr.Actors;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.State;
using Mesh.Host;
using Mesh.Journal.Records;
using Mesh.Journal.Tests.Placement;
using Mesh.Journal.V1;
using Mesh.Kernel.Merkle;
using Mesh.Testing.State;
using Mesh.Testing.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Journal.Tests.Endpoint;

public sealed class JournalEndpointTests : IAsyncLifetime
{
    private readonly InMemoryStateStore store = new();
    private WebApplication app = null!;
    private GrpcChannel channel = null!;

    private JournalService.JournalServiceClient Client => new(channel);

    public async ValueTask InitializeAsync()
    {
        app = MeshHost.Build(
            "text",
            ["--port", "0"],
            builder =>
            {
                var placement = new LocalPlacement();
                builder.Services.AddSingleton<IStateStore>(store);
                builder.Services.AddSingleton<ISidecar>(placement);
                builder.Services.AddSingleton<IActorHost>(placement);
                builder.Services.AddSingleton<IActorClient>(placement);
                builder.Services.AddSingleton<IActorReminders>(placement);
                builder.Services.AddJournal(new TextMachine(), new JournalOptions(PartitionCount: 2, "replica-a", "replica-a:5001"));
            },
            served => served.MapGrpcService<JournalEndpoint>());
        await app.StartAsync();
        await app.Services.GetRequiredService<IJournalHost>().WaitUntilServingAsync(CancellationToken.None);
        channel = GrpcChannel.ForAddress(MeshHost.Endpoint(app));
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task ListPartitions_TwoServe_ShowsHeadAndWriterOfEach()
    {
        await SubmitAsync("a");

        var response = await Client.ListPartitionsAsync(new ListPartitionsRequest());

        Assert.Equal([0u, 1u], response.Partitions.Select(partition => partition.Number));
        Assert.Equal([1UL, 2UL], response.Partitions.Select(partition => partition.HeadSequence));
        Assert.All(response.Partitions, partition =>
        {
            Assert.True(partition.Active);
            Assert.Equal("replica-a", partition.WriterReplica);
            Assert.Equal(32, partition.HeadHash.Length);
            Assert.NotNull(partition.HeadTime);
        });
    }

    [Fact]
    public async Task VerifyJournal_JournalIsWhole_IsIntactThroughItsHead()
    {
        await SubmitAsync("a");

        var response = await Client.VerifyJournalAsync(new VerifyJournalRequest { Partition = 1 });

        Assert.True(response.Intact);
        Assert.Equal(2UL, response.VerifiedThrough);
        Assert.Equal((await Client.ListPartitionsAsync(new ListPartitionsRequest())).Partitions[1].HeadHash, response.HeadHash);
        Assert.Equal(0UL, response.FirstBadSequence);
        Assert.Equal("", response.Problem);
    }

    [Fact]
    public async Task VerifyJournal_RecordIsMissing_AnswersWhichOne()
    {
        await SubmitAsync("a");
        await SubmitAsync("b");
        await store.DeleteAsync(RecordKeys.Record(partition: 1, sequence: 2), CancellationToken.None);

        var response = await Client.VerifyJournalAsync(new VerifyJournalRequest { Partition = 1 });

        Assert.False(response.Intact);
        Assert.Equal(1UL, response.VerifiedThrough);
        Assert.Equal(2UL, response.FirstBadSequence);
        Assert.Contains("Record 2 of partition 1 is missing", response.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(uint.MaxValue)]
    public async Task VerifyJournal_NoSuchPartition_IsNotFound(uint partition)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.VerifyJournalAsync(new VerifyJournalRequest { Partition = partition }));

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        Assert.Equal("PARTITION_NOT_FOUND", failure.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
    }

    [Fact]
    public async Task Proofs_EventOfAnOlderTree_CanBeCheckedAgainstTheHeadKept()
    {
        await SubmitAsync("a");
        await SubmitAsync("b");
        var kept = (await Client.GetTreeHeadAsync(new GetTreeHeadRequest { Partition = 1 })).Head;
        await SubmitAsync("c");

        var growth = await Client.GetConsistencyProofAsync(new GetConsistencyProofRequest { Partition = 1, OldTreeSize = kept.Size });
        var proof = await Client.GetInclusionProofAsync(
            new GetInclusionProofRequest { Partition = 1, Sequence = 2, EventIndex = 0, TreeSize = kept.Size });

        Assert.Equal("text", kept.Service);
        Assert.Equal((2UL, 3UL), (kept.Size, kept.Sequence));
        Assert.Equal((3UL, 4UL), (growth.Head.Size, growth.Head.Sequence));
        Assert.Equal(kept, growth.OldHead);
        Assert.Equal("a", proof.Leaf.ToStringUtf8());
        Assert.True(MerkleProof.Includes(
            MerkleHash.Leaf(proof.Leaf.Span), proof.LeafIndex, kept.Size, kept.RootHash.Span,
            [.. proof.ProofHashes.Select(hash => hash.Memory)]));
        Assert.True(MerkleProof.IsConsistent(
            kept.Size, kept.RootHash.Span, growth.Head.Size, growth.Head.RootHash.Span,
            [.. growth.ProofHashes.Select(hash => hash.Memory)]));
    }

    [Theory]
    [InlineData(1u, 1UL, 0u, 0UL, "EVENT_NOT_FOUND")]
    [InlineData(1u, 2UL, uint.MaxValue, 0UL, "EVENT_NOT_FOUND")]
    [InlineData(1u, 2UL, 0u, 2UL, "TREE_SIZE_NOT_REACHED")]
    [InlineData(2u, 2UL, 0u, 0UL, "PARTITION_NOT_FOUND")]
    public async Task GetInclusionProof_NothingToProve_SaysWhy(
        uint partition, ulong sequence, uint index, ulong size, string reason)
    {
        await SubmitAsync("a");

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.GetInclusionProofAsync(
            new GetInclusionProofRequest { Partition = partition, Sequence = sequence, EventIndex = index, TreeSize = size }));

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        Assert.Equal(reason, failure.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
    }

    private async Task SubmitAsync(string text)
    {
        var partitions = app.Services.GetRequiredService<IPartitionSet<TextState, string, int, string>>();
        var partition = await partitions.GetAsync(1, CancellationToken.None);
        await partition.SubmitAsync(text, CancellationToken.None);
    }
}
