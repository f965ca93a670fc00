using Mesh.Journal;
using Mesh.Risk.Domain;
using Mesh.Risk.Service.Endpoints;
using Mesh.Risk.Service.Partition;
using Mesh.Risk.Tests.Fixtures;
using Mesh.Testing.Partitions;
using Mesh.Testing.State;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Risk.Tests.Partition;

/// <summary>Risk on a real journal, in a store in memory.</summary>
public sealed class RiskMachineTests
{
    private readonly InMemoryStateStore store = new();
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Restart_OverTheSameJournal_GivesTheSameStateAndAnswers()
    {
        byte[] before;
        EvaluationResult answer;
        await using (var first = await StartAsync())
        {
            await first.GetAsync(0, CancellationToken.None);
            await SubmitAsync(first, Some.Addition(1, BlockListItemType.Wallet, "w"));
            answer = (await EvaluateAsync(first, Payments(1, 30)))[29];
            time.Advance(RiskLimits.WindowMax);
            await EvaluateAsync(first, Payments(31, 3));
            await SubmitAsync(first, Some.Removal(2, BlockListItemType.Wallet, "w"));
            before = await DigestAsync(first);
        }

        await using var second = await StartAsync();

        Assert.Equal(before, await DigestAsync(second));
        var again = (await EvaluateAsync(second, Payments(30, 1)))[0];
        Assert.True(again.Replayed);
        Assert.Equal(answer.Evaluation!.Hits, again.Evaluation!.Hits);
        Assert.Equal(answer.Evaluation with { Hits = again.Evaluation.Hits }, again.Evaluation);
        Assert.True((await second.VerifyAsync(0)).IsIntact);
    }

    [Fact]
    public async Task FullBatch_OfOrdinaryPayments_IsOneRecord()
    {
        await using var partitions = await StartAsync();
        var keysBefore = store.Keys.Count;

        var results = await EvaluateAsync(partitions, new EvaluatePayments(Some.Tenant, [.. Enumerable.Range(1, RiskLimits.ItemsMax)
            .Select(id => new EvaluationTerms(Some.Id(id), Some.ByCard($"customer-{id:00000}", id, "bookshop-1")))]));

        Assert.Equal(RiskLimits.ItemsMax, results.Count);
        Assert.All(results, result => Assert.Equal(Outcome.Allow, result.Evaluation!.Outcome));
        Assert.Equal(keysBefore + 1, store.Keys.Count);
    }

    [Fact]
    public async Task FullBatch_OfLongNames_IsCommittedInPartsInOrder()
    {
        await using var partitions = await StartAsync();
        var keysBefore = store.Keys.Count;
        var merchant = new string('ø', RiskLimits.IdentifierCharactersMax);
        var command = new EvaluatePayments(Some.Tenant, [.. Enumerable.Range(1, RiskLimits.ItemsMax)
            .Select(id => new EvaluationTerms(Some.Id(id), Some.ByCard(new string((char)('a' + id % 26), 64), id % 3, merchant)))]);

        var results = await EvaluateAsync(partitions, command);

        Assert.Equal(command.Items.Select(item => item.Id), results.Select(result => result.Evaluation!.Id));
        Assert.Equal(Outcome.Decline, results[^1].Evaluation!.Outcome);
        Assert.InRange(store.Keys.Count, keysBefore + 2, keysBefore + 16);
        Assert.True((await EvaluateAsync(partitions, command)).All(result => result.Replayed));
    }

    [Fact]
    public async Task Repeats_OfARequest_WriteNothing()
    {
        await using var partitions = await StartAsync();
        await EvaluateAsync(partitions, Payments(1, 3));
        var keysBefore = store.Keys.Count;

        await EvaluateAsync(partitions, Payments(1, 3));

        Assert.Equal(keysBefore, store.Keys.Count);
    }

    private static EvaluatePayments Payments(int firstId, int count) => new(
        Some.Tenant, [.. Enumerable.Range(firstId, count).Select(id => new EvaluationTerms(Some.Id(id), Some.ByCard(card: 1 + id % 7)))]);

    private Task<TestPartitionSet<RiskState, RiskCommand, RiskResult, RiskEvent>> StartAsync() =>
        TestPartitions.StartAsync(new RiskMachine(), time, store, count: 1, observer: null);

    private static Task<RiskResult> SubmitAsync(
        TestPartitionSet<RiskState, RiskCommand, RiskResult, RiskEvent> partitions, RiskCommand command) =>
        new RiskPartitions(partitions).SubmitAsync(command, CancellationToken.None);

    private static Task<IReadOnlyList<EvaluationResult>> EvaluateAsync(
        TestPartitionSet<RiskState, RiskCommand, RiskResult, RiskEvent> partitions, EvaluatePayments command) =>
        new RiskPartitions(partitions).EvaluateAsync(command, CancellationToken.None);

    private static async Task<byte[]> DigestAsync(TestPartitionSet<RiskState, RiskCommand, RiskResult, RiskEvent> partitions)
    {
        var partition = await partitions.GetAsync(0, CancellationToken.None);
        return await partition.ReadAsync(RiskDigest.Of, ReadConsistency.Linearizable, CancellationToken.None);
    }
}
